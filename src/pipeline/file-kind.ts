import { type SystemKind, systemByContent, systemByPath } from './system/file-kind.ts';

/** What a file is: a file of GitHub, of what goes with it, or of another system. */
export type PipelineFileKind =
  | 'workflow'
  | 'action'
  | 'dependabot'
  | 'pre-commit'
  | 'renovate'
  | SystemKind;

const byName: readonly (readonly [RegExp, PipelineFileKind])[] = [
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i, 'workflow'],
  [/(?:^|\/)action\.ya?ml$/i, 'action'],
  [/(?:^|\/)(?:\.github\/)?dependabot\.ya?ml$/i, 'dependabot'],
  [/(?:^|\/)\.pre-commit-config\.ya?ml$/i, 'pre-commit'],
  [/(?:^|\/)(?:\.?renovate(?:rc)?\.json5?|\.renovaterc)$/i, 'renovate'],
];

/** Ends that tests and examples use: `<case>.github.yml`. */
const byEnding: readonly (readonly [RegExp, PipelineFileKind])[] = [
  [/\.github\.ya?ml$/i, 'workflow'],
  [/\.action\.ya?ml$/i, 'action'],
  [/\.dependabot\.ya?ml$/i, 'dependabot'],
  [/\.precommit\.ya?ml$/i, 'pre-commit'],
  [/\.renovate\.json5?$/i, 'renovate'],
];

/** What the path says; `undefined` when it says nothing. */
function kindByPath(path: string): PipelineFileKind | undefined {
  const found = [...byName, ...byEnding].find(([pattern]) => pattern.test(path));
  return found?.[1] ?? systemByPath(path);
}

/** What a file is by its path, else by its first bytes. */
export function kindOf(path: string, head: Uint8Array): PipelineFileKind | undefined {
  const named = kindByPath(path);
  if (named !== undefined) return named;
  return looksLikeWorkflow(path, head) ? 'workflow' : systemByContent(path, head);
}

/** Whether the first bytes of a YAML file look like a workflow, for files that stand elsewhere. */
function looksLikeWorkflow(path: string, head: Uint8Array): boolean {
  if (!/\.ya?ml$/i.test(path)) return false;
  const text = new TextDecoder().decode(head);
  return (
    /^(?:on|"on"|'on')\s*:/m.test(text) &&
    /^jobs\s*:/m.test(text) &&
    /^\s+(?:runs-on|uses)\s*:/m.test(text)
  );
}
