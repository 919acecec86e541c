import { heredocWord } from './heredoc.ts';
import type { CopyFacts, CopyFrom, CopySource, Step } from './resolved.ts';
import { type ExpandOptions, expandWord, literal, type Scope } from './scope.ts';
import type { CopyInstruction, Flag, Heredoc, Word } from './tree.ts';
import { wordOf } from './words.ts';

/** Names that `--from` may use. */
export interface StageNames {
  /** Name in lower case → number of the last stage that has it. */
  readonly byName: ReadonlyMap<string, number>;
  readonly count: number;
  readonly contexts: ReadonlySet<string>;
}

interface CopyPlace {
  readonly scope: Scope;
  readonly options: ExpandOptions;
  readonly names: StageNames;
  readonly stage: number;
}

/** Sources, destination and flags of a COPY or ADD with their values. */
export function copyFactsOf(instruction: CopyInstruction, place: CopyPlace): CopyFacts {
  const { scope, options, names } = place;
  const { sources, destination, flags, kind } = instruction;
  const from = kind === 'copy' ? flags.find(({ name }) => name === 'from') : undefined;
  const target = destination === undefined ? undefined : expandWord(destination, scope, options);
  return {
    sources: sources.map((word) => sourceOf(word, instruction, place)),
    ...(target !== undefined && { destination: target }),
    ...(from?.value !== undefined && { from: copyFrom(from, names) }),
    ...flagValues(flags, place),
  };
}

function flagValues(
  flags: readonly Flag[],
  { scope, options }: CopyPlace,
): Pick<CopyFacts, 'chown' | 'chmod' | 'checksum'> {
  const found: { -readonly [Key in keyof CopyFacts]?: CopyFacts[Key] } = {};
  for (const { name, value } of flags) {
    const isExpanded = name === 'chown' || name === 'chmod' || name === 'checksum';
    if (isExpanded && value !== undefined) found[name] = expandWord(wordOf(value), scope, options);
  }
  return found;
}

function sourceOf(
  word: Word,
  { heredocs, form }: CopyInstruction,
  { scope, options }: CopyPlace,
): CopySource {
  if (form === 'words' && word.text.includes('<<')) {
    const name = heredocWord(word.text)?.name;
    const heredoc = heredocs.find((each) => each.name === name);
    if (name !== undefined) return heredocSource(word, heredoc, { scope, options });
  }
  const text = expandWord(word, scope, options);
  return { kind: sourceKind(text.text), text };
}

/** A file that stands in the Dockerfile itself; the backslash is its escape character whatever the directive says. */
function heredocSource(
  word: Word,
  heredoc: Heredoc | undefined,
  { scope, options }: Pick<CopyPlace, 'scope' | 'options'>,
): CopySource {
  const text = literal(word);
  if (heredoc === undefined) return { kind: 'heredoc', text };
  if (!heredoc.expand || !heredoc.content.text.includes('$'))
    return { kind: 'heredoc', text, heredoc };
  const content = expandWord(wordOf(heredoc.content), scope, {
    ...options,
    escape: '\\',
    plainQuotes: true,
  });
  return { kind: 'heredoc', text, heredoc, content };
}

/** Git: `git://`, `ssh://` and `user@host:path` always, http(s) where the path ends in `.git` (BuildKit `gitutil`). */
function sourceKind(text: string): 'path' | 'http' | 'git' {
  if (/^(?:git|ssh):\/\//i.test(text) || /^[\w.-]+@[\w.-]+:[^/]/.test(text)) return 'git';
  if (!/^https?:\/\//i.test(text)) return 'path';
  const path = text.replace(/[#?].*$/s, '');
  return path.endsWith('.git') ? 'git' : 'http';
}

/** Where `--from` points: a number, a name of a stage, a context, else an image. Variables count for nothing there. */
function copyFrom({ value, span }: Flag, names: StageNames): CopyFrom {
  const name = value?.text ?? '';
  return { name, span, ...fromName(name, names) };
}

/** What a name in `--from` or `from=` stands for. */
function fromName(
  name: string,
  { byName, count, contexts }: StageNames,
): Pick<CopyFrom, 'kind' | 'stage'> {
  if (name === '' || /\$[\w{]/.test(name)) return { kind: 'wrong' };
  if (/^[+-]?\d{1,9}$/.test(name)) {
    const stage = Number(name);
    return stage >= 0 && stage < count ? { kind: 'stage', stage } : { kind: 'wrong' };
  }
  const stage = byName.get(name.toLowerCase());
  if (contexts.has(name.toLowerCase())) return { kind: 'context' };
  return stage === undefined ? { kind: 'image' } : { kind: 'stage', stage };
}

/** Numbers of the stages that a step copies or mounts from. */
export function sourceStages(
  { copy, run }: Pick<Step, 'copy' | 'run'>,
  { byName }: StageNames,
): readonly number[] {
  const stages = copy?.from?.stage === undefined ? [] : [copy.from.stage];
  for (const { from = '' } of run?.mounts ?? []) {
    const stage = byName.get(from.toLowerCase());
    if (stage !== undefined) stages.push(stage);
  }
  return stages;
}
