import { isBlank, isSpace, skipSpace } from './characters.ts';
import { splitInstruction } from './instruction-parts.ts';
import { type JsonArray, readJsonArray } from './json-array.ts';
import { type MappedText, slice, spanOf } from './mapped-text.ts';
import type { Span } from './source-text.ts';
import type {
  Command,
  Comment,
  Heredoc,
  Instruction,
  InstructionBase,
  Pair,
  Word,
} from './tree.ts';
import { blankWords, quotedWords, wordOf } from './words.ts';

/** An instruction's logical line, trimmed, and what stands around it. */
export interface Surroundings {
  readonly index: number;
  readonly line: MappedText;
  readonly escape: '\\' | '`';
  readonly span: Span;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly Comment[];
  readonly trigger: boolean;
}

/** Builds the node of an instruction; the first complaint about its syntax comes beside it. */
export function buildInstruction(around: Surroundings): Built {
  const { escape, ...rest } = around;
  const { keyword, flags, body } = splitInstruction(around.line, escape);
  const keywordSpan = spanOf(keyword);
  const base: InstructionBase = { ...rest, keyword: keyword.text, keywordSpan, flags, body };
  const build = builders.get(keyword.text.toLowerCase());
  if (build === undefined) return { instruction: { ...base, kind: 'unknown' } };
  return build(base, around);
}

/** An instruction and what is wrong with it so that no reader can go on. */
export interface Built {
  readonly instruction: Instruction;
  readonly problem?: { readonly message: string };
}

type Builder = (base: InstructionBase, around: Surroundings) => Built;

const notStrings = 'when using JSON array syntax, arrays must be comprised of strings only';

const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['from', buildFrom],
  ['run', (base) => withCommand(base, (command) => ({ ...base, kind: 'run', command }))],
  ['cmd', (base) => withCommand(base, (command) => ({ ...base, kind: 'cmd', command }))],
  [
    'entrypoint',
    (base) => withCommand(base, (command) => ({ ...base, kind: 'entrypoint', command })),
  ],
  ['shell', (base) => withCommand(base, ({ words }) => ({ ...base, kind: 'shell', words }))],
  ['healthcheck', buildHealthcheck],
  ['env', (base, around) => buildPairs(base, 'env', around.escape)],
  ['label', (base, around) => buildPairs(base, 'label', around.escape)],
  ['arg', (base, around) => buildArg(base, around.escape)],
  ['copy', (base) => buildCopy(base, 'copy')],
  ['add', (base) => buildCopy(base, 'add')],
  [
    'expose',
    (base) => ({
      instruction: { ...base, kind: 'expose', form: 'words', words: blankWords(base.body) },
    }),
  ],
  ['volume', buildVolume],
  ['user', (base) => buildValue(base, 'user')],
  ['workdir', (base) => buildValue(base, 'workdir')],
  ['stopsignal', (base) => buildValue(base, 'stopsignal')],
  ['maintainer', (base) => buildValue(base, 'maintainer')],
  ['onbuild', buildOnbuild],
]);

/** Names of all instructions, in capitals. */
export const instructionNames: readonly string[] = [...builders.keys()].map((name) =>
  name.toUpperCase(),
);

function buildFrom(base: InstructionBase): Built {
  const [image, as, name] = blankWords(base.body);
  const platform = base.flags.find((flag) => flag.name === 'platform')?.value;
  const isNamed = as?.text.toLowerCase() === 'as';
  return {
    instruction: {
      ...base,
      kind: 'from',
      ...(image !== undefined && { image }),
      ...(as !== undefined && { as }),
      ...(isNamed && name !== undefined && { name }),
      ...(platform !== undefined && { platform }),
    },
  };
}

function withCommand(base: InstructionBase, make: (command: Command) => Instruction): Built {
  const array = readJsonArray(base.body);
  const instruction = make(commandOf(base.body, array));
  return array === 'no-strings'
    ? { instruction, problem: { message: notStrings } }
    : { instruction };
}

function commandOf(text: MappedText, array: JsonArray): Command {
  return typeof array === 'string'
    ? { form: 'shell', text, words: [] }
    : { form: 'exec', text, words: array };
}

function buildHealthcheck(base: InstructionBase): Built {
  const { text } = base.body;
  let at = 0;
  while (at < text.length && !isSpace(text.charCodeAt(at))) at += 1;
  const type = text.slice(0, at).toUpperCase();
  const body = slice(base.body, Math.min(skipSpace(text, at), text.length));
  const array = readJsonArray(body);
  const test = type === 'NONE' ? 'none' : type === 'CMD' ? 'cmd' : undefined;
  const command = body.text === '' ? undefined : commandOf(body, array);
  const instruction: Instruction = {
    ...base,
    kind: 'healthcheck',
    test,
    ...(command !== undefined && { command }),
  };
  return array === 'no-strings'
    ? { instruction, problem: { message: notStrings } }
    : { instruction };
}

function buildPairs(base: InstructionBase, kind: 'env' | 'label', escape: string): Built {
  const { body } = base;
  const words = quotedWords(body, escape);
  const [first] = words;
  if (first !== undefined && !first.text.includes('=')) {
    const pair = legacyPair(body);
    const instruction: Instruction = { ...base, kind, pairs: [pair] };
    if (pair.value !== undefined) return { instruction };
    return { instruction, problem: { message: `${kind.toUpperCase()} must have two arguments` } };
  }
  const wrong = words.find((word) => !word.text.includes('='));
  const instruction: Instruction = { ...base, kind, pairs: words.map(pairOf) };
  if (wrong === undefined) return { instruction };
  const message = `Syntax error - can't find = in ${JSON.stringify(wrong.text.slice(0, 200))}. Must be of the form: name=value`;
  return { instruction, problem: { message } };
}

/** `ENV key the whole rest`. */
function legacyPair(body: MappedText): Pair {
  const { text } = body;
  let end = 0;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end += 1;
  let from = end;
  while (from < text.length && isBlank(text.charCodeAt(from))) from += 1;
  const key = wordOf(body, 0, end);
  if (from >= text.length) return { key, span: key.span, legacy: true };
  return { key, value: wordOf(body, from), span: spanOf(body), legacy: true };
}

function pairOf(word: Word): Pair {
  const equals = word.text.indexOf('=');
  if (equals === -1) return { key: word, span: word.span, legacy: false };
  const value = wordOf(word, equals + 1);
  return { key: wordOf(word, 0, equals), value, span: word.span, legacy: false };
}

function buildArg(base: InstructionBase, escape: string): Built {
  const pairs = quotedWords(base.body, escape).map(pairOf);
  return { instruction: { ...base, kind: 'arg', pairs } };
}

function buildCopy(base: InstructionBase, kind: 'copy' | 'add'): Built {
  const array = readJsonArray(base.body);
  const words = typeof array === 'string' ? blankWords(base.body) : array;
  const destination = words.length > 1 ? words.at(-1) : undefined;
  const instruction: Instruction = {
    ...base,
    kind,
    form: typeof array === 'string' ? 'words' : 'json',
    sources: destination === undefined ? words : words.slice(0, -1),
    ...(destination !== undefined && { destination }),
  };
  return array === 'no-strings'
    ? { instruction, problem: { message: notStrings } }
    : { instruction };
}

function buildVolume(base: InstructionBase): Built {
  const array = readJsonArray(base.body);
  const words = typeof array === 'string' ? blankWords(base.body) : array;
  const form = typeof array === 'string' ? 'words' : 'json';
  const instruction: Instruction = { ...base, kind: 'volume', form, words };
  return array === 'no-strings'
    ? { instruction, problem: { message: notStrings } }
    : { instruction };
}

function buildValue(
  base: InstructionBase,
  kind: 'user' | 'workdir' | 'stopsignal' | 'maintainer',
): Built {
  if (base.body.text === '') return { instruction: { ...base, kind } };
  return { instruction: { ...base, kind, value: wordOf(base.body) } };
}

function buildOnbuild(base: InstructionBase, around: Surroundings): Built {
  // A chain of ONBUILD is wrong anyway; one step shows it.
  if (base.body.text === '' || around.trigger) return { instruction: { ...base, kind: 'onbuild' } };
  const { instruction, problem } = buildInstruction({
    ...around,
    line: base.body,
    comments: [],
    trigger: true,
  });
  const outer: Instruction = { ...base, kind: 'onbuild', instruction };
  return problem === undefined ? { instruction: outer } : { instruction: outer, problem };
}
