import { splitWords } from './words.ts';

/** One assignment of a unit file. */
interface UnitLine {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** Counts from 1, of where it begins. */
  readonly line: number;
}

const maxLines = 100_000;

/**
 * The assignments of a unit file (systemd.syntax(7)): a backslash at the end of a line joins the next one with a blank, lines that
 * begin with `#` or `;` are comments, also between joined ones.
 */
export function parseUnit(text: string): readonly UnitLine[] {
  const found: UnitLine[] = [];
  let section = '';
  for (const { text: whole, line } of joinedLines(text)) {
    if (whole.startsWith('[')) {
      section = whole.endsWith(']') ? whole.slice(1, -1) : section;
      continue;
    }
    const cut = whole.indexOf('=');
    const key = whole.slice(0, cut).trim();
    if (cut > 0) found.push({ section, key, value: whole.slice(cut + 1).trim(), line });
  }
  return found;
}

interface JoinedLine {
  readonly text: string;
  readonly line: number;
}

function joinedLines(text: string): readonly JoinedLine[] {
  const joined: JoinedLine[] = [];
  let parts: string[] = [];
  let start = 0;
  for (const [at, raw] of text.split('\n', maxLines).entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (/^\s*[#;]/.test(line)) continue;
    if (parts.length === 0) start = at + 1;
    const goesOn = line.endsWith('\\');
    parts.push(goesOn ? line.slice(0, -1) : line);
    if (goesOn) continue;
    joined.push({ text: parts.join(' ').trim(), line: start });
    parts = [];
  }
  if (parts.length > 0) joined.push({ text: parts.join(' ').trim(), line: start });
  return joined;
}

/** A file of a unit: the unit itself, then its drop-ins in their order. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
}

/** The command that a service starts. */
export interface ServiceCommand {
  readonly words: readonly string[];
  /** Where `ExecStart` stands. */
  readonly path: string;
  readonly line: number;
  /** What its environment holds, as far as files say. */
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * What a service starts (systemd.service(5)): the last `ExecStart` after an empty one, with `$NAME` and `${NAME}` replaced from
 * `Environment=` and `EnvironmentFile=`. `readFile` gives the text of an environment file.
 */
export function commandOfService(
  files: readonly UnitFile[],
  readFile: (path: string) => string | undefined,
): ServiceCommand | undefined {
  const environment = new Map<string, string>();
  let start: { readonly value: string; readonly path: string; readonly line: number } | undefined;
  for (const { path, text } of files)
    for (const { section, key, value, line } of parseUnit(text)) {
      if (section !== 'Service') continue;
      if (key === 'ExecStart') start = value === '' ? undefined : { value, path, line };
      if (key === 'Environment') addPairs(environment, splitWords(value));
      if (key === 'EnvironmentFile')
        addPairs(environment, linesOf(readFile(value.replace(/^-/, ''))));
    }
  if (start === undefined) return undefined;
  const words = splitWords(start.value.replace(/^[-@:+!]+/, ''));
  const { path, line } = start;
  return { words: new Expansion(environment).words(words), path, line, environment };
}

/** `NAME=value` for each line of an environment file, quotes taken off. */
function linesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split('\n', maxLines).flatMap((line) => {
    const match = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (match === null) return [];
    const [, name = '', value = ''] = match;
    return [`${name}=${value.trim().replace(/^(["'])(.*)\1$/s, '$2')}`];
  });
}

function addPairs(environment: Map<string, string>, pairs: readonly string[]): void {
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut > 0) environment.set(pair.slice(0, cut), pair.slice(cut + 1, cut + maxCharacters));
  }
}

const maxCharacters = 1_000_000;

/** Replaces variables, up to a bound: values may be long and stand in many places. */
class Expansion {
  readonly #environment: ReadonlyMap<string, string>;
  #left = maxCharacters;

  constructor(environment: ReadonlyMap<string, string>) {
    this.#environment = environment;
  }

  words(words: readonly string[]): readonly string[] {
    return words.flatMap((word) => this.#word(word));
  }

  /** `$NAME` as a word of its own becomes as many words as its value has, `${NAME}` stays inside its word. */
  #word(word: string): readonly string[] {
    const alone = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
    if (alone !== undefined) return splitWords(this.#value(alone));
    return [word.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => this.#value(name))];
  }

  #value(name: string): string {
    const value = this.#environment.get(name) ?? '';
    if (value.length > this.#left) return '';
    this.#left -= value.length;
    return value;
  }
}
