import { isRecord, parseJson } from '#kit/json.ts';
import type { Dialect, Span } from './script.ts';

/** What to hand to ShellCheck: `shellcheck --format=json1 --shell=… -` with `input` on standard input. */
export interface ShellcheckTask {
  readonly args: readonly string[];
  readonly input: string;
  /** Lines put before the script. */
  readonly before: number;
}

/** What ShellCheck says of a script. */
export interface ShellcheckComment extends Span {
  /** `2086` for SC2086. */
  readonly code: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
}

/** Codes that mean nothing where files of the image are not at hand. */
const pointless = [1090, 1091, 2187];

/** Builds the input for ShellCheck; variables that are set from outside are declared before the script. */
export function shellcheckTask(
  text: string,
  dialect: Dialect,
  declared: Iterable<string> = [],
): ShellcheckTask {
  const names = [...declared].filter((name) => /^[A-Za-z_]\w*$/.test(name)).toSorted();
  const lines = names.map((name) => `export ${name}=1`);
  const shell = dialect === 'ash' ? 'busybox' : dialect === 'zsh' ? 'bash' : dialect;
  return {
    args: ['--format=json1', `--shell=${shell}`, `--exclude=${pointless.join(',')}`, '--norc', '-'],
    input: `${[...lines, text].join('\n')}\n`,
    before: lines.length,
  };
}

/** Reads ShellCheck's answer; places are those of the script. Throws `input.malformed`. */
export function readShellcheck(
  answer: string,
  text: string,
  { before }: Pick<ShellcheckTask, 'before'>,
): readonly ShellcheckComment[] {
  const document = parseJson(answer, 'the answer of shellcheck');
  const list = isRecord(document) ? document['comments'] : document;
  if (!Array.isArray(list)) return [];
  const starts = lineStarts(text);
  return list.flatMap((item: unknown) => {
    const comment = isRecord(item) ? readComment(item, { starts, before, text }) : undefined;
    return comment === undefined ? [] : [comment];
  });
}

interface Place {
  readonly starts: readonly number[];
  readonly before: number;
  readonly text: string;
}

function readComment(
  item: Readonly<Record<string, unknown>>,
  place: Place,
): ShellcheckComment | undefined {
  const { code, level, message, line, column, endLine, endColumn } = item;
  if (typeof code !== 'number' || typeof message !== 'string') return undefined;
  const start = offsetOf(line, column, place);
  if (start === undefined) return undefined;
  return {
    code,
    message,
    level: level === 'error' || level === 'warning' || level === 'info' ? level : 'style',
    start,
    end: Math.max(start, offsetOf(endLine, endColumn, place) ?? start),
  };
}

/** Lines and columns count from 1; a tab counts to the next multiple of eight. */
function offsetOf(line: unknown, column: unknown, place: Place): number | undefined {
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  const start = place.starts[line - 1 - place.before];
  if (start === undefined) return undefined;
  let at = start;
  let seen = 1;
  while (seen < column && at < place.text.length && place.text.charAt(at) !== '\n') {
    seen = place.text.charAt(at) === '\t' ? seen + 8 - ((seen - 1) % 8) : seen + 1;
    at += 1;
  }
  return at;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
