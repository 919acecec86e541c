import { faultOf } from '#check/fault.ts';
import { applyMarkers, noticesOn } from '#check/markers.ts';
import type { Check, CheckedFile, FileChecker, FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';
import type { YamlProblem } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { kindOf, type PipelineFileKind } from './file-kind.ts';
import { loadGithub } from './github/load.ts';
import { applyIgnores } from './ignores.ts';
import { loadJenkins } from './jenkins/load.ts';
import type { LoadInput } from './load-input.ts';
import { markersOfFile } from './markers.ts';
import type { PipelineSubject } from './model.ts';
import { loadPreCommit } from './pre-commit.ts';
import { defaultSettings, type PipelineSettings } from './settings.ts';
import { settingsOfTree } from './settings-files.ts';
import { createShellCache } from './shell-cache.ts';
import { createSourceText } from './source-text.ts';
import { loadSystem } from './system/load.ts';
import { treeOf } from './tree.ts';
import { loadDependabot, loadRenovate } from './updates.ts';

const maxBytes = 2 ** 20;
/** Of one check in one file. */
const maxFaults = 1000;

/** Makes the checker of build pipelines; `settings` are what the person wants, files of the repository add to them. */
export function createPipelineChecker(
  checks: readonly Check<PipelineSubject>[],
  settings: Partial<PipelineSettings> = {},
): FileChecker {
  const given = { ...defaultSettings, ...settings };
  return {
    kind: 'checker',
    id: 'pipeline',
    revision: 1,
    title: 'Build pipelines',
    fileKind: 'build pipeline',
    recognises: (path, head) => kindOf(path, head) !== undefined,
    check: (file, scope) => checkFile(file, checks, given, scope),
  };
}

function checkFile(
  file: CheckedFile,
  checks: readonly Check<PipelineSubject>[],
  given: PipelineSettings,
  scope: Scope,
): FileResult {
  if (file.bytes.length > Math.min(maxBytes, scope.limits.maxFileBytes))
    return { faults: [], gaps: [gapOf(file, 'too-large', 'the file is larger than 1 MiB')] };
  const tree = treeOf(file);
  const settings = settingsOfTree(given, tree);
  const { subject, problems } = loadFile(file, {
    path: file.path,
    source: createSourceText(file.bytes),
    settings,
    shell: createShellCache(),
    advisoriesOf: (source, version) => given.advisoriesOf?.(source, version, scope) ?? [],
    sibling: tree,
  });
  const gaps = problemGaps(file, problems);
  if (subject === undefined) return { faults: [], gaps: gaps.length > 0 ? gaps : [emptyGap(file)] };
  const found = checks.map((check) => faultsOf(check, subject, scope));
  const more = [...limitGaps(file, checks, found), ...taintGaps(file, subject)];
  const ordered = found.flat().toSorted(byPlace);
  const marked = applyMarkers(ordered, markersOfFile(subject));
  const notices = noticesOn(marked.unused, file.path, checks);
  return {
    faults: applyIgnores(marked.faults, settings),
    gaps: [...gaps, ...more],
    ...(notices.length > 0 && { notices }),
  };
}

/** A file as its loader read it, and what in it is no text of its language. */
interface Loaded {
  readonly subject: PipelineSubject | undefined;
  readonly problems: readonly Pick<YamlProblem, 'message' | 'range'>[];
}

function loadFile(file: CheckedFile, common: Omit<LoadInput, 'yaml'>): Loaded {
  const kind = kindOf(file.path, file.bytes.subarray(0, 4096)) ?? 'workflow';
  if (kind === 'jenkins') return loadJenkins(common);
  const yaml = parseYaml(file.bytes, { maxBytes });
  return { subject: loadAs(kind, { ...common, yaml }), problems: yaml.problems };
}

function loadAs(
  kind: Exclude<PipelineFileKind, 'jenkins'>,
  input: LoadInput,
): PipelineSubject | undefined {
  switch (kind) {
    case 'workflow':
    case 'action':
      return loadGithub(input, kind);
    case 'dependabot':
      return loadDependabot(input);
    case 'pre-commit':
      return loadPreCommit(input);
    case 'renovate':
      return loadRenovate(input);
    default:
      return loadSystem(input, kind);
  }
}

function faultsOf(
  { meta, evaluate }: Check<PipelineSubject>,
  subject: PipelineSubject,
  { signal }: Scope,
): readonly Fault[] {
  signal.throwIfAborted();
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const violation of evaluate(subject)) {
    const { range, message = '' } = violation;
    // What an anchor brings into several jobs is one place to change.
    const place = `${range?.start ?? 0}-${range?.end ?? 0} ${message}`;
    if (seen.has(place)) continue;
    seen.add(place);
    faults.push(faultOf(meta, violation, { path: subject.path }));
    if (faults.length >= maxFaults) break;
  }
  return faults;
}

function limitGaps(
  file: CheckedFile,
  checks: readonly Check<PipelineSubject>[],
  found: readonly (readonly Fault[])[],
): readonly Gap[] {
  return checks
    .filter((_, at) => (found[at]?.length ?? 0) >= maxFaults)
    .map(({ meta }) =>
      gapOf(file, 'too-large', `only the first ${maxFaults} faults of ${meta.id}`),
    );
}

function taintGaps(file: CheckedFile, { github }: PipelineSubject): readonly Gap[] {
  if (github?.taint.exhausted !== true) return [];
  return [gapOf(file, 'too-large', 'values from outside were not followed to their end')];
}

function byPlace({ locations: [a], rule: first }: Fault, { locations: [b], rule: second }: Fault) {
  const byLine = (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  if (byLine !== 0) return byLine;
  return first < second ? -1 : Number(first > second);
}

function problemGaps(file: CheckedFile, problems: Loaded['problems']): readonly Gap[] {
  return problems.slice(0, 20).map(({ message, range }) => {
    const { line, column } = range;
    const place = { path: file.path, line, column };
    return { type: 'gap', location: place, reason: 'malformed', detail: message };
  });
}

function emptyGap(file: CheckedFile): Gap {
  return gapOf(file, 'malformed', 'the file holds no map');
}

function gapOf({ path }: CheckedFile, reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location: { path, line: 1 }, reason, detail };
}
