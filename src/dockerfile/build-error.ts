import { sourceStages } from './copy-facts.ts';
import { mountError } from './mount-error.ts';
import { parsePort } from './port.ts';
import type { BuildError, CopyFacts, Expanded, Step } from './resolved.ts';
import { isSignal } from './signal.ts';
import type { Evaluation } from './step.ts';

/** Why a build ends at a step, first reason first. */
export function stepErrors(step: Step, evaluation: Evaluation): readonly BuildError[] {
  const { instruction, stage } = step;
  const place = { span: instruction.span, instruction: instruction.index, stage };
  const graph = fromError(step, evaluation);
  if (graph !== undefined) return [{ message: graph, phase: 'graph', ...place }];
  const message = expansionError(step) ?? valueError(step) ?? copyError(step.copy);
  return message === undefined ? none : [{ message, phase: 'step', ...place }];
}

const none: readonly never[] = [];

/** Stages that cannot be copied or mounted from. */
function fromError(step: Step, { names }: Evaluation): string | undefined {
  const { copy, stage } = step;
  if (copy?.from?.kind === 'wrong') return wrongFrom(copy.from.name);
  const sources = sourceStages(step, names);
  if (sources.length === 0) return undefined;
  const own = stageName(stage, names);
  if (sources.includes(stage)) return `circular dependency detected on stage: ${own}`;
  const later = sources.find((index) => index > stage);
  if (later === undefined) return undefined;
  const verb = copy === undefined ? 'mount' : 'copy';
  const other = JSON.stringify(stageName(later, names));
  return `cannot ${verb} from stage ${other}, it needs to be defined before current stage ${JSON.stringify(own)}`;
}

function stageName(index: number, { byName }: Evaluation['names']): string {
  for (const [name, stage] of byName) if (stage === index) return name;
  return `stage-${index}`;
}

function wrongFrom(name: string): string {
  if (/^[+-]?\d+$/.test(name)) return `invalid stage index ${Number(name)}`;
  return 'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';
}

/** Words that cannot be expanded: `${name:?message}`, quotes that do not close. */
function expansionError(step: Step): string | undefined {
  for (const word of [...expandedWords(step), ...heredocTexts(step)])
    if (word.error !== undefined)
      return `failed to process ${JSON.stringify(word.word.text.slice(0, 200))}: ${word.error}`;
  return undefined;
}

/** All expanded words of a step in the order in which a build looks at them. */
export function* expandedWords({ pairs, words, copy, run }: Step): Iterable<Expanded> {
  for (const { key, value } of pairs) {
    yield key;
    if (value !== undefined) yield value;
  }
  yield* words;
  yield* copyWords(copy);
  for (const mount of run?.mounts ?? []) yield* mount.expanded;
}

/** Texts of heredocs that COPY and ADD expand. */
export function heredocTexts({ copy }: Pick<Step, 'copy'>): readonly Expanded[] {
  if (copy === undefined) return none;
  return copy.sources.flatMap(({ content }) => (content === undefined ? [] : [content]));
}

function* copyWords(copy: CopyFacts | undefined): Iterable<Expanded> {
  if (copy === undefined) return;
  for (const word of [copy.chown, copy.chmod, copy.checksum]) if (word !== undefined) yield word;
  for (const { text, kind } of copy.sources) if (kind !== 'heredoc') yield text;
  if (copy.destination !== undefined) yield copy.destination;
}

function valueError({ instruction, words, run }: Step): string | undefined {
  if (instruction.kind === 'expose') return firstOf(words, portError);
  if (instruction.kind === 'stopsignal') return firstOf(words, signalError);
  return run === undefined ? undefined : firstOf(run.mounts, mountError);
}

function portError({ text }: Expanded): string | undefined {
  const parsed = parsePort(text);
  return 'error' in parsed ? parsed.error : undefined;
}

function signalError({ text }: Expanded): string | undefined {
  return isSignal(text) ? undefined : `invalid signal: ${text}`;
}

function firstOf<Item>(
  items: readonly Item[],
  errorOf: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const message = errorOf(item);
    if (message !== undefined) return message;
  }
  return undefined;
}

function copyError(copy: CopyFacts | undefined): string | undefined {
  if (copy === undefined) return undefined;
  return chmodError(copy) ?? checksumError(copy);
}

function chmodError({ chmod }: CopyFacts): string | undefined {
  const text = chmod?.text ?? '';
  if (text === '' || chmod?.known === false) return undefined;
  if (/^[0-7]{1,6}$/.test(text) && Number.parseInt(text, 8) <= 0o7777) return undefined;
  if (!/^[0-9]/.test(text) && /^[ugoa]*[-+=][rwxXstugo]*/.test(text)) return undefined;
  return `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`;
}

function checksumError({ checksum, sources }: CopyFacts): string | undefined {
  if (checksum === undefined || checksum.text === '') return undefined;
  if (sources.length !== 1) return "checksum can't be specified for multiple sources";
  return sources[0]?.kind === 'path' ? 'checksum requires HTTP(S) or Git sources' : undefined;
}
