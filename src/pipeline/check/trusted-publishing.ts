import type { SourceRange } from '#model/source-range.ts';
import type { Job, PipelineSubject, Reference, Step } from '../model.ts';
import { variableOf } from '../yaml-access.ts';
import { coarseCommands } from './coarse-command.ts';
import { actionSteps, shellCommands, wordsOf } from './parts.ts';

/** A step that publishes with a token of its own. */
export interface StoredToken {
  readonly what: string;
  readonly range: SourceRange;
  readonly job: Job;
}

/** All of a file. Jobs with `id-token: write` are taken for ones that need no token. */
export function storedTokens(subject: PipelineSubject): readonly StoredToken[] {
  const ofActions = actionSteps(subject).flatMap(({ job, step, uses }) => {
    if (!takesToken(step, uses)) return [];
    return [{ what: uses.source, range: uses.text.range, job }];
  });
  if (subject.github?.kind !== 'workflow') return ofActions;
  const words = ['publish', 'upload', 'push'];
  const commands = [...shellCommands(subject, ...words), ...coarseCommands(subject, publishers)]
    .filter(({ job, step }) => step.uses === undefined && !hasIdentity(subject, job))
    .filter(({ command }) => isPublishing(command.name, wordsOf(command)))
    .filter(({ command, job }) => !goesElsewhere(wordsOf(command), job))
    .map(({ command, range, job }) => ({
      what: whatOf(command.name, wordsOf(command)),
      range,
      job,
    }));
  return [...ofActions, ...commands];
}

const indexes =
  /^https:\/\/(?:upload\.pypi\.org\/legacy|test\.pypi\.org\/legacy|rubygems\.org|registry\.npmjs\.org)\/?$/;

/** How an action takes a token: the input that holds it, and those that name the registry. */
const actionTokens: ReadonlyMap<
  string,
  { readonly token: string; readonly indexes: readonly string[] }
> = new Map([
  [
    'pypa/gh-action-pypi-publish',
    { token: 'password', indexes: ['repository-url', 'repository_url'] },
  ],
  ['rubygems/configure-rubygems-credentials', { token: 'api-token', indexes: ['gem-server'] }],
  ['js-devtools/npm-publish', { token: 'token', indexes: ['registry'] }],
]);

/** Whether an action is told to use a token, and for the usual registry. */
function takesToken({ inputs }: Step, { source }: Reference): boolean {
  const name = source.toLowerCase();
  const known = actionTokens.get(name);
  if (known !== undefined) {
    const usual = known.indexes.every((index) => isKnown(variableOf(inputs, index)?.value));
    return usual && given(inputs, known.token) !== '';
  }
  if (name === 'rubygems/release-gem') return given(inputs, 'setup-trusted-publisher') === 'false';
  const always = name === 'actions/setup-node' && given(inputs, 'always-auth') === 'true';
  return always && isKnown(variableOf(inputs, 'registry-url')?.value);
}

function given(inputs: Step['inputs'], name: string): string {
  return variableOf(inputs, name)?.value ?? '';
}

function isKnown(index: string | undefined): boolean {
  return index === undefined || indexes.test(index);
}

/** Another registry by an option of the command, or by what setup-node has written for the job. */
function goesElsewhere(words: readonly string[], { steps }: Job): boolean {
  const option = words.findIndex((word) =>
    /^--(?:host|registry|repository-url|index-url)$/.test(word),
  );
  const inline = words.find((word) => /^--(?:host|registry|repository-url|index-url)=/.test(word));
  const named =
    inline?.slice(inline.indexOf('=') + 1) ?? (option < 0 ? undefined : words[option + 1]);
  if (named !== undefined) return !indexes.test(named);
  const setup = steps.map(({ inputs }) => variableOf(inputs, 'registry-url')?.value);
  return setup.some(
    (index) => index !== undefined && !index.includes('${{') && !indexes.test(index),
  );
}

function hasIdentity({ pipeline }: PipelineSubject, { permissions }: Job): boolean {
  const rights = permissions ?? pipeline?.permissions;
  if (rights?.all === 'write') return true;
  return (
    rights?.scopes.some(({ name, level }) => name.value === 'id-token' && level === 'write') ===
    true
  );
}

const publishers =
  /^(?:bundle|bunx?|cargo|dotnet|gem|hatch|npm|nuget(?:\.exe)?|pdm|pipx|pnpm|poetry|python[\d.]*|twine|uvx?|yarn)$/i;

/** What must follow on one another in the words of a command; a word that begins so counts. */
const publishing: readonly (readonly [name: RegExp, words: readonly string[]])[] = [
  [/^cargo$/, ['publish']],
  [/^uv$/, ['publish']],
  [/^uv$/, ['run', 'twine', 'upload']],
  [/^uvx$/, ['twine', 'upload']],
  [/^(?:hatch|pdm|poetry)$/, ['publish']],
  [/^twine$/, ['upload']],
  [/^pipx$/, ['run', 'twine', 'upload']],
  [/^python[\d.]*$/, ['-m', 'twine', 'upload']],
  [/^gem$/, ['push']],
  [/^bundle$/, ['exec', 'gem', 'push']],
  [/^(?:npm|pnpm|bun)$/, ['publish']],
  [/^yarn$/, ['publish']],
  [/^yarn$/, ['npm', 'publish']],
  [/^bunx$/, ['npm', 'publish']],
  [/^nuget(?:\.exe)?$/, ['push']],
  [/^dotnet$/, ['nuget', 'push']],
];

function isPublishing(name: string, words: readonly string[]): boolean {
  if (words.includes('--dry-run') || (words.includes('-n') && /^(?:cargo|yarn)$/.test(name)))
    return false;
  return publishing.some(([program, wanted]) => program.test(name) && inOrder(words, wanted));
}

function inOrder(words: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const word of words) {
    const next = wanted[at];
    if (next === undefined) break;
    if (word === next || word.startsWith(`${next}@`) || word.startsWith(`${next}=`)) at += 1;
  }
  return at === wanted.length;
}

function whatOf(name: string, words: readonly string[]): string {
  return [name, ...words.filter((word) => !word.startsWith('-')).slice(0, 2)].join(' ');
}
