import { formatBytes, plural } from '#kit/text.ts';
import type { Json, JsonObject } from '#model/json-value.ts';

/** One fact of what an action gave. */
export interface ResultWord {
  readonly label: string;
  readonly text: string;
}

type Words = (value: Json, result: JsonObject) => ResultWord | undefined;

/** What an action gave, in words; members that have none are told as they are. */
export function resultWords(result: JsonObject): readonly ResultWord[] {
  return Object.entries(result).flatMap(([name, value]) => {
    const made = words.get(name);
    if (made === undefined) return isEmpty(value) ? [] : [{ label: name, text: plain(value) }];
    const word = made(value, result);
    return word === undefined ? [] : [word];
  });
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function plain(value: Json): string {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name} ${plain(one)}`)
      .join(', ');
  return String(value);
}

function amount(label: string, unit: (value: number) => string): Words {
  return (value) => (typeof value === 'number' ? { label, text: unit(value) } : undefined);
}

function microseconds(value: number): string {
  return value < 1000 ? `${Math.round(value)} µs` : `${(value / 1000).toFixed(1)} ms`;
}

const words: ReadonlyMap<string, Words> = new Map<string, Words>([
  [
    'path',
    (value) => ({ label: 'bundle', text: `${plain(value)} (caisson respond verify checks it)` }),
  ],
  ['manifestSha256', (value) => ({ label: 'SHA-256', text: plain(value) })],
  ['files', amount('files', (value) => plural(value, 'file'))],
  ['bytes', amount('size', formatBytes)],
  ['memoryBytes', amount('memory', (value) => (value === 0 ? 'not taken' : formatBytes(value)))],
  ['upperEntries', amount('changed', (value) => `${plural(value, 'file')} of the container`)],
  ['frozenMs', amount('frozen for', (value) => `${value.toFixed(1)} ms`)],
  ['gaps', (value) => (isEmpty(value) ? undefined : { label: 'not taken', text: plain(value) })],
  ['took', amount('took', microseconds)],
  ['killed', amount('ended', (value) => plural(value, 'process', 'processes'))],
  ['processes', amount('processes', (value) => plural(value, 'process', 'processes'))],
  [
    'gone',
    (value) => (value === true ? { label: 'so far', text: 'all of them are gone' } : undefined),
  ],
  // Names by which the sensor and the journal find it again.
  ['policy', () => undefined],
  ['hold', () => undefined],
  ['uid', () => undefined],
  ['cgroup', () => undefined],
]);
