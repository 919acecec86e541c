import { diff } from 'node:util';

/** Lines around each change. */
const context = 3;

type Kind = ' ' | '-' | '+';
interface Line {
  readonly kind: Kind;
  readonly text: string;
}

/** A unified diff of one text file with three lines around each change; empty when nothing differs. */
export function patchOf(path: string, before: Uint8Array, after: Uint8Array): string {
  const lines = linesOf(before, after);
  const parts = hunks(lines);
  return parts.length === 0 ? '' : [`--- a/${path}\n`, `+++ b/${path}\n`, ...parts].join('');
}

/** All lines of both sides; in each change what goes stands before what comes. */
function linesOf(before: Uint8Array, after: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  let coming: Line[] = [];
  // `diff` calls 1 what only its first argument has.
  for (const [kind, text] of difference(split(after), split(before))) {
    if (kind === 1) coming.push({ kind: '+', text });
    else if (kind === -1) lines.push({ kind: '-', text });
    else {
      lines.push(...coming, { kind: ' ', text });
      coming = [];
    }
  }
  return [...lines, ...coming];
}

type Step = readonly [-1 | 0 | 1, string];

/** Lines of the changed middle above which the search for the shortest difference takes too much memory. */
const maxMiddle = 5000;

/** What is the same at both ends is found first; a very large middle is replaced as a whole. */
function difference(after: readonly string[], before: readonly string[]): readonly Step[] {
  let [start, end] = [0, 0];
  const most = Math.min(after.length, before.length);
  while (start < most && after[start] === before[start]) start += 1;
  while (end < most - start && after.at(-1 - end) === before.at(-1 - end)) end += 1;
  const [coming, going] = [after, before].map((lines) => lines.slice(start, lines.length - end));
  return [
    ...after.slice(0, start).map((text): Step => [0, text]),
    ...middle(coming ?? [], going ?? []),
    ...after.slice(after.length - end).map((text): Step => [0, text]),
  ];
}

function middle(coming: readonly string[], going: readonly string[]): readonly Step[] {
  const isSmall = coming.length + going.length <= maxMiddle;
  if (isSmall && coming.length > 0 && going.length > 0) return diff(coming, going) as Step[];
  return [...coming.map((text): Step => [1, text]), ...going.map((text): Step => [-1, text])];
}

function split(bytes: Uint8Array): string[] {
  return (
    Buffer.from(bytes)
      .toString('utf8')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  );
}

function hunks(lines: readonly Line[]): readonly string[] {
  const found: { from: number; until: number }[] = [];
  for (const [at, { kind }] of lines.entries()) {
    if (kind === ' ') continue;
    const last = found.at(-1);
    if (last !== undefined && at - last.until <= 2 * context) last.until = at;
    else found.push({ from: at, until: at });
  }
  return found.map(({ from, until }) => hunk(lines, from, until));
}

function hunk(lines: readonly Line[], first: number, last: number): string {
  const from = Math.max(0, first - context);
  const part = lines.slice(from, last + context + 1);
  const before = lines.slice(0, from);
  const body = part.map(({ kind, text }) =>
    text.endsWith('\n') ? kind + text : `${kind}${text}\n\\ No newline at end of file\n`,
  );
  return `@@ -${side('-', before, part)} +${side('+', before, part)} @@\n${body.join('')}`;
}

function side(kind: Kind, before: readonly Line[], part: readonly Line[]): string {
  const count = countOf(kind, part);
  const start = countOf(kind, before) + (count === 0 ? 0 : 1);
  return count === 1 ? `${start}` : `${start},${count}`;
}

function countOf(kind: Kind, lines: readonly Line[]): number {
  return lines.filter((line) => line.kind === ' ' || line.kind === kind).length;
}
