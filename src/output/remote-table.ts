import { clean } from './clean.ts';

/** Members that tell most stand first; the rest is in the JSON form. */
const preferred = [
  'id',
  'tier',
  'severity',
  'state',
  'status',
  'name',
  'title',
  'rule',
  'text',
  'kind',
  'time',
  'asset',
  'component',
  'workload',
  'image',
  'place',
  'due',
  'firstSeen',
  'scanned',
  'lastSeen',
  'value',
];
const maxColumns = 7;

/** An answer of the API for people: a list as a table, anything else as names and values. */
export function* renderRemote(answer: unknown, columns: number): Generator<string> {
  if (!isRecord(answer)) {
    yield `${clean(JSON.stringify(answer), 2000)}\n`;
    return;
  }
  const { items } = answer;
  if (!Array.isArray(items)) {
    yield* renderMembers(answer, columns);
    return;
  }
  yield* renderRows(items.filter(isRecord), columns);
  const { total, next } = answer;
  const all = typeof total === 'number' ? ` of ${total}` : '';
  yield `${items.length}${all}${typeof next === 'string' ? `; next page: cursor=${clean(next, 500)}` : ''}\n`;
}

function* renderRows(rows: readonly Record<string, unknown>[], width: number): Generator<string> {
  const names = preferred
    .filter((name) => rows.some((row) => row[name] !== undefined))
    .slice(0, maxColumns);
  if (rows.length === 0 || names.length === 0) return;
  const cells = rows.map((row) => names.map((name) => shortOf(name, row[name])));
  const natural = names.map((name, at) =>
    Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const widths = shrink(natural, width - 2 * (names.length - 1));
  yield `${line(names, widths)}\n`;
  for (const row of cells) yield `${line(row, widths)}\n`;
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cut(cell, widths[at] ?? 10).padEnd(widths[at] ?? 10))
    .join('  ')
    .trimEnd();
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

/** Takes from the widest until all fit. */
function shrink(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 6) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function* renderMembers(record: Record<string, unknown>, width: number): Generator<string> {
  const label = Math.min(24, Math.max(...Object.keys(record).map(({ length }) => length), 4));
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined) continue;
    if (Array.isArray(value) && value.some(isRecord)) {
      yield `\n${clean(name, 60)}\n`;
      yield* renderRows(value.filter(isRecord), width);
    } else yield `${clean(name, 60).padEnd(label)}  ${shortOf(name, value)}\n`;
  }
}

const times = new Set([
  'time',
  'due',
  'firstSeen',
  'lastSeen',
  'scanned',
  'created',
  'expires',
  'opened',
  'updated',
  'closed',
  'last',
  'received',
  'requested',
  'lastUsed',
]);

function shortOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' && times.has(name))
    return new Date(value).toISOString().slice(0, 16).replace('T', ' ');
  if (typeof value === 'string') return clean(value, 300);
  if (Array.isArray(value)) return clean(value.map((one) => shortOf('', one)).join(', '), 300);
  if (isRecord(value)) return clean(nameIn(value), 300);
  return JSON.stringify(value) ?? '';
}

function nameIn(value: Record<string, unknown>): string {
  const named = value['name'] ?? value['title'] ?? value['label'];
  if (typeof named === 'string') return named;
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && typeof member !== 'object')
    .map(([name, member]) => `${name}=${String(member)}`)
    .join(' ');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
