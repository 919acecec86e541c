import type { ShellWord } from './script.ts';

/** An option of a command line. */
export interface Flag {
  /** With its dashes: `-y`, `--yes`. */
  readonly name: string;
  readonly value?: string;
  /** The word that names it; several short flags may share one. */
  readonly word: ShellWord;
  /** The word that holds the value; `word` itself for `--name=value`. */
  readonly valueWord?: ShellWord;
}

/** A command line taken apart. */
export interface Arguments {
  readonly flags: readonly Flag[];
  /** What is no option nor value of one, in order. */
  readonly operands: readonly ShellWord[];
  /** The word `--`, behind which everything is an operand. */
  readonly separator?: ShellWord;
}

/** How a tool reads its options. */
export interface FlagStyle {
  /** Options, with their dashes, that take a value: the next word unless it stands behind `=` or in the cluster. */
  readonly valued: ReadonlySet<string>;
  /** `-abc` is one long option (`go`, `-version`), not three short ones. */
  readonly singleDash?: boolean;
}

/** Takes the words behind a command's name apart. A word with an unknown value counts as an operand. */
export function readArguments(words: readonly ShellWord[], style: FlagStyle): Arguments {
  const flags: Flag[] = [];
  const operands: ShellWord[] = [];
  let index = 0;
  while (index < words.length) {
    const word = words[index];
    if (word === undefined) break;
    if (word.value === '--') {
      operands.push(...words.slice(index + 1));
      return { flags, operands, separator: word };
    }
    const found = flagsOf(word, words[index + 1], style);
    if (found === undefined) operands.push(word);
    else flags.push(...found.flags);
    index += found?.taken ?? 1;
  }
  return { flags, operands };
}

/** The last flag of one of the names. */
export function flagOf({ flags }: Arguments, ...names: readonly string[]): Flag | undefined {
  return flags.findLast(({ name }) => names.includes(name));
}

/** Whether one of the flags is set. */
export function hasFlag(given: Arguments, ...names: readonly string[]): boolean {
  return flagOf(given, ...names) !== undefined;
}

/** How often a flag stands in a command line. */
export function countFlag({ flags }: Arguments, name: string): number {
  return flags.filter((flag) => flag.name === name).length;
}

interface Taken {
  readonly flags: readonly Flag[];
  readonly taken: number;
}

function flagsOf(
  word: ShellWord,
  next: ShellWord | undefined,
  style: FlagStyle,
): Taken | undefined {
  const { value } = word;
  if (!value.startsWith('-') || value.length < 2) return undefined;
  if (value.startsWith('--') || style.singleDash === true) return longFlag(word, next, style);
  return cluster(word, next, style);
}

function longFlag(word: ShellWord, next: ShellWord | undefined, style: FlagStyle): Taken {
  const at = word.value.indexOf('=');
  if (at > 0) {
    const name = word.value.slice(0, at);
    const value = word.value.slice(at + 1);
    return { flags: [{ name, value, word, valueWord: word }], taken: 1 };
  }
  const name = word.value;
  if (!style.valued.has(name) || next === undefined) return { flags: [{ name, word }], taken: 1 };
  return { flags: [{ name, value: next.value, word, valueWord: next }], taken: 2 };
}

function cluster(word: ShellWord, next: ShellWord | undefined, style: FlagStyle): Taken {
  const flags: Flag[] = [];
  const letters = word.value.slice(1);
  for (let at = 0; at < letters.length; at += 1) {
    const name = `-${letters[at]}`;
    const rest = letters.slice(at + 1);
    if (style.valued.has(name) && rest !== '') {
      flags.push({ name, value: rest.replace(/^=/, ''), word, valueWord: word });
      return { flags, taken: 1 };
    }
    if (style.valued.has(name) && next !== undefined) {
      flags.push({ name, value: next.value, word, valueWord: next });
      return { flags, taken: 2 };
    }
    if (rest.startsWith('=')) {
      flags.push({ name, value: rest.slice(1), word, valueWord: word });
      return { flags, taken: 1 };
    }
    flags.push({ name, word });
  }
  return { flags, taken: 1 };
}
