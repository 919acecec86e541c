import { isRecord, parseJson } from '#kit/json.ts';
import type { Span } from './script.ts';

/** What ShellCheck says of a script. */
export interface ShellcheckComment extends Span {
  /** `2086` for SC2086. */
  readonly code: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
}

/** A script as ShellCheck gets it. */
export interface ShellcheckTask {
  /** Content of the file that it reads. */
  readonly input: string;
  /** Lines put before the script. */
  readonly before: number;
  readonly text: string;
}

/** Codes that mean nothing where files of the image are not at hand, and 2187 (ash is read as dash). */
const pointless = [1090, 1091, 2187];

/** The shell that ShellCheck is told; `busybox` is known since its version 0.10. */
export function shellcheckDialect(dialect: string, knowsBusybox: boolean): string {
  if (dialect === 'ash') return knowsBusybox ? 'busybox' : 'dash';
  return /^(?:bash|dash|ksh)$/.test(dialect) ? dialect : dialect === 'zsh' ? 'bash' : 'sh';
}

/** Arguments before the names of the files. */
export function shellcheckArguments(shell: string): readonly string[] {
  return ['--norc', '--format=json1', `--shell=${shell}`, `--exclude=${pointless.join(',')}`];
}

/** Builds the input for ShellCheck; variables that are set from outside are declared before the script. */
export function shellcheckTask(text: string, declared: Iterable<string> = []): ShellcheckTask {
  const names = [...declared].filter((name) => /^[A-Za-z_]\w*$/.test(name)).toSorted();
  const lines = names.map((name) => `export ${name}=1`);
  return { input: `${[...lines, text].join('\n')}\n`, before: lines.length, text };
}

/**
 * Reads ShellCheck's answer (`--format=json1`) on some files; places are those of the scripts. A file without comments has an
 * empty list. Throws `input.malformed`.
 */
export function readShellcheck(
  answer: string,
  tasks: ReadonlyMap<string, ShellcheckTask>,
): ReadonlyMap<string, readonly ShellcheckComment[]> {
  const document = parseJson(answer, 'the answer of shellcheck');
  const list: unknown = isRecord(document) ? document['comments'] : document;
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  const byFile = Map.groupBy(items.filter(isRecord), ({ file }) => file);
  return new Map(
    [...tasks].map(([name, task]) => [name, commentsOf(byFile.get(name) ?? [], task)]),
  );
}

function commentsOf(
  items: readonly Readonly<Record<string, unknown>>[],
  { before, text }: ShellcheckTask,
): readonly ShellcheckComment[] {
  const place = { before, text, starts: lineStarts(text) };
  return items
    .flatMap((item) => readComment(item, place) ?? [])
    .sort((a, b) => a.start - b.start || a.code - b.code);
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
