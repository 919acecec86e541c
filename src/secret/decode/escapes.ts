import type { Span } from '../expression.ts';
import type { TriggerHit } from '../match-rules.ts';
import type { Trigger } from '../rule-set.ts';
import type { Decoded } from './base.ts';

/** How far round an escape its text is read. */
const around = 512;
const mostMerged = 65_536;

interface Escapes {
  readonly trigger: Trigger;
  readonly name: string;
  readonly form: RegExp;
  /** What the groups of a match stand for; `undefined` leaves it as it is. */
  readonly meaning: (groups: readonly (string | undefined)[]) => string | undefined;
}

const kinds: readonly Escapes[] = [
  {
    trigger: 'percent',
    name: 'percent',
    form: /%([0-9A-Fa-f]{2})/g,
    meaning: ([hex]) => String.fromCharCode(Number.parseInt(hex ?? '', 16)),
  },
  {
    trigger: 'escape',
    name: 'escapes',
    form: /\\(?:u00([0-9A-Fa-f]{2})|x([0-9A-Fa-f]{2})|(["'/\\nrt]))/g,
    meaning: ([wide, short, char]) =>
      char === undefined
        ? String.fromCharCode(Number.parseInt(wide ?? short ?? '', 16))
        : (controls.get(char) ?? char),
  },
  {
    trigger: 'entity',
    name: 'entities',
    form: /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(quot|amp|lt|gt|apos));/g,
    meaning: ([hex, decimal, name]) => {
      if (name !== undefined) return entities.get(name);
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code < 256 ? String.fromCharCode(code) : '?';
    },
  },
];
const controls: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const entities: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['apos', "'"],
]);

/** Texts with percent, backslash or HTML escapes in `bytes`, decoded: stretches round the places where the automaton saw some. */
export function* decodeEscapes(bytes: Buffer, hits: readonly TriggerHit[]): Iterable<Decoded> {
  for (const kind of kinds)
    for (const span of stretches(bytes, hits, kind.trigger)) {
      const decoded = decodeStretch(bytes, span, kind);
      if (decoded !== undefined) yield decoded;
    }
}

function decodeStretch(bytes: Buffer, span: Span, kind: Escapes): Decoded | undefined {
  const text = bytes.toString('latin1', span.start, span.end);
  const parts: string[] = [];
  /** Pairs: offset in the decoded text behind a replacement, offset in `bytes` it came from. */
  const marks: number[] = [0, span.start];
  let at = 0;
  let length = 0;
  for (const match of text.matchAll(kind.form)) {
    const meaning = kind.meaning(match.slice(1));
    if (meaning === undefined) continue;
    parts.push(text.slice(at, match.index), meaning);
    length += match.index - at + meaning.length;
    at = match.index + match[0].length;
    marks.push(length, span.start + at);
  }
  if (parts.length === 0) return undefined;
  parts.push(text.slice(at));
  return {
    bytes: Buffer.from(parts.join(''), 'latin1'),
    decoder: kind.name,
    ...span,
    origin: (offset) => originOf(marks, offset),
  };
}

/** The last mark at or before an offset, and the distance from it. */
function originOf(marks: readonly number[], offset: number): number {
  let low = 0;
  let high = marks.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((marks[2 * middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return (marks[2 * low + 1] ?? 0) + offset - (marks[2 * low] ?? 0);
}

function* stretches(bytes: Buffer, hits: readonly TriggerHit[], trigger: Trigger): Iterable<Span> {
  let open: { start: number; end: number } | undefined;
  for (const hit of hits) {
    if (hit.trigger !== trigger) continue;
    const start = Math.max(0, hit.start - around);
    const end = Math.min(bytes.length, hit.end + around);
    if (open !== undefined && start <= open.end && end - open.start <= mostMerged) open.end = end;
    else {
      if (open !== undefined) yield open;
      open = { start, end };
    }
  }
  if (open !== undefined) yield open;
}
