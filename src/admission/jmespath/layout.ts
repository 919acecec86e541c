import { type Instant, instantOf } from './instant.ts';

/** What a part of a layout reads, and which part of the time it is. */
type Part = readonly [pattern: string, field: string];

/** Parts of Go's layouts, longest first where one starts like another (Go, package time). */
const parts: Readonly<Record<string, Part>> = {
  January: ['[A-Za-z]{3,9}', 'monthName'],
  Jan: ['[A-Za-z]{3}', 'monthName'],
  Monday: ['[A-Za-z]{6,9}', ''],
  Mon: ['[A-Za-z]{3}', ''],
  MST: ['[A-Z]{3,5}', 'zoneName'],
  '2006': ['\\d{4}', 'year'],
  '-07:00': ['[+-]\\d\\d:\\d\\d', 'zone'],
  '-0700': ['[+-]\\d{4}', 'zone'],
  '-07': ['[+-]\\d\\d', 'zone'],
  'Z07:00': ['(?:Z|[+-]\\d\\d:\\d\\d)', 'zone'],
  Z0700: ['(?:Z|[+-]\\d{4})', 'zone'],
  '01': ['\\d\\d', 'month'],
  '02': ['\\d\\d', 'day'],
  '03': ['\\d\\d', 'hour12'],
  '04': ['\\d\\d', 'minute'],
  '05': ['\\d\\d', 'second'],
  '06': ['\\d\\d', 'shortYear'],
  '15': ['\\d\\d', 'hour'],
  PM: ['[AP]M', 'half'],
  pm: ['[ap]m', 'half'],
  _2: [' ?\\d{1,2}', 'day'],
  '1': ['\\d{1,2}', 'month'],
  '2': ['\\d{1,2}', 'day'],
  '3': ['\\d{1,2}', 'hour12'],
  '4': ['\\d{1,2}', 'minute'],
  '5': ['\\d{1,2}', 'second'],
};
const known =
  /[.,](?:0+|9+)(?!\d)|January|Jan|Monday|Mon|MST|2006|-07:00|-0700|-07|Z07:00|Z0700|0[1-6]|15|PM|pm|_2|[1-5]/g;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A time that is written as a layout of Go says; `undefined` when it is not. Zones by name count as UTC. */
export function parseLayout(layout: string, text: string): Instant | undefined {
  if (layout.length > 128 || text.length > 128) return undefined;
  const fields: string[] = [];
  let at = 0;
  let source = '';
  for (const match of layout.matchAll(known)) {
    source += escaped(layout.slice(at, match.index));
    at = match.index + match[0].length;
    const [pattern, field] = parts[match[0]] ?? ['[.,]\\d{1,9}', 'fraction'];
    fields.push(field);
    source += field === 'second' ? `(${pattern})(?:[.,]\\d{1,9})?` : `(${pattern})`;
  }
  const found = new RegExp(`^${source}${escaped(layout.slice(at))}$`).exec(text);
  if (found === null) return undefined;
  return timeOf(new Map(fields.map((field, place) => [field, found[place + 1] ?? ''])));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function timeOf(read: ReadonlyMap<string, string>): Instant | undefined {
  const fraction = (read.get('fraction') ?? '').slice(1).padEnd(9, '0');
  const parts = [
    yearOf(read),
    monthOf(read),
    numberOf(read, 'day', 1),
    hourOf(read),
    numberOf(read, 'minute', 0),
    numberOf(read, 'second', 0),
  ];
  return instantOf(parts, offsetOf(read.get('zone') ?? 'Z'), BigInt(fraction));
}

function numberOf(read: ReadonlyMap<string, string>, field: string, missing: number): number {
  return Number(read.get(field) ?? missing);
}

function monthOf(read: ReadonlyMap<string, string>): number {
  const name = read.get('monthName')?.slice(0, 3).toLowerCase();
  return name === undefined ? numberOf(read, 'month', 1) : months.indexOf(name) + 1;
}

function yearOf(read: ReadonlyMap<string, string>): number {
  const short = read.get('shortYear');
  if (short === undefined) return numberOf(read, 'year', 0);
  return Number(short) + (Number(short) >= 69 ? 1900 : 2000);
}

function hourOf(read: ReadonlyMap<string, string>): number {
  const twelve = read.get('hour12');
  if (twelve === undefined) return Number(read.get('hour') ?? 0);
  const half = read.get('half')?.toLowerCase();
  if (half === undefined) return Number(twelve);
  return (Number(twelve) % 12) + (half === 'pm' ? 12 : 0);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const seconds = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}
