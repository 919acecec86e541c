import type {
  EventArgument,
  EventArguments,
  EventMark,
  RuntimeEvent,
} from '#model/runtime-event.ts';
import { given } from './given.ts';
import { descriptorFromJson } from './json-descriptor.ts';
import {
  bytesField,
  bytesListField,
  countField,
  inside,
  listOf,
  Members,
  malformed,
  oneOf,
  type Place,
  wholeField,
} from './json-field.ts';
import { processFromJson } from './json-process.ts';

const eventNames = new Set(
  'type time number cpu direction thread result process fd args marks'.split(' '),
);
const marks: readonly EventMark[] = ['truncated', 'unresolved', 'compat', 'fault'];
const maxArguments = 64;
const isoTime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** What holds for an event that does not say it. */
export interface EventDefaults {
  /** Position in the stream, from 1. */
  readonly number: number;
  /** Names the event in messages: `event on line 3`. */
  readonly what: string;
}

/**
 * An event of its JSON form, of which only `type` must be there. Strings are text; bytes that are not UTF-8 stand as lone
 * surrogates U+DC80–U+DCFF. Unknown members are refused. Throws `input.malformed`.
 */
export function eventFromJson(
  value: unknown,
  defaults: EventDefaults = { number: 1, what: 'event' },
): RuntimeEvent {
  const from = new Members(value, { event: defaults.what, name: '' }, eventNames);
  const number = from.or('number', countField, defaults.number);
  const time = from.optional('time', timeFromJson) ?? { seconds: number, nanoseconds: 0 };
  const process = processFromJson(
    from.or('process', (one) => one, {}),
    inside(from.place, 'process'),
    time.seconds * 1000,
  );
  return {
    source: 'syscall',
    number,
    type: from.required('type', bytesField),
    ...time,
    direction: from.or('direction', oneOf(['<', '>']), '<'),
    thread: from.or('thread', countField, process.pid),
    process,
    args: from.or('args', argumentsFromJson, {}),
    ...given({
      cpu: from.optional('cpu', countField),
      result: from.optional('result', wholeField),
      fd: from.optional('fd', descriptorFromJson),
      marks: from.optional('marks', listOf(oneOf(marks), marks.length)),
    }),
  };
}

function timeFromJson(value: unknown, place: Place): Pick<RuntimeEvent, 'seconds' | 'nanoseconds'> {
  const match = typeof value === 'string' ? isoTime.exec(value) : null;
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}Z`);
  if (match === null || Number.isNaN(ms))
    throw malformed(place, 'must be a time such as 2026-01-31T12:00:00.123456789Z');
  return { seconds: ms / 1000, nanoseconds: Number((match[2] ?? '').padEnd(9, '0')) };
}

function argumentsFromJson(value: unknown, place: Place): EventArguments {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (names.length > maxArguments) throw malformed(place, `has more than ${maxArguments} members`);
  const from = new Members(value, place, new Set(names));
  const args = names.map((name): [string, EventArgument] => [
    name,
    from.required(name, argumentFromJson),
  ]);
  return Object.fromEntries(args);
}

function argumentFromJson(value: unknown, place: Place): EventArgument {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? bytesField(value, place) : bytesListField(value, place);
}
