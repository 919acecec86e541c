import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { bytesOfJsonText } from './byte-text.ts';

/** Where a value stands: which event, and the names that lead to it. */
export interface Place {
  readonly event: string;
  readonly name: string;
  readonly above?: Place;
}
type Decoder<Value> = (value: unknown, place: Place) => Value;

/** An object of an event whose members are taken one by one; what no one knows is refused. */
export class Members {
  readonly #record: Readonly<Record<string, unknown>>;
  readonly place: Place;

  constructor(value: unknown, place: Place, known: ReadonlySet<string>) {
    if (!isRecord(value)) throw malformed(place, 'must be an object');
    for (const name of Object.keys(value))
      if (!known.has(name)) throw malformed(inside(place, name), 'is unknown');
    this.#record = value;
    this.place = place;
  }

  /** The member, decoded; `undefined` when it is absent. */
  optional<Value>(name: string, decode: Decoder<Value>): Value | undefined {
    const value = Object.hasOwn(this.#record, name) ? this.#record[name] : undefined;
    return value === undefined ? undefined : decode(value, inside(this.place, name));
  }

  /** The member, or what holds when it is absent. */
  or<Value>(name: string, decode: Decoder<Value>, absent: Value): Value {
    return this.optional(name, decode) ?? absent;
  }

  required<Value>(name: string, decode: Decoder<Value>): Value {
    const value = this.optional(name, decode);
    if (value === undefined) throw malformed(inside(this.place, name), 'is missing');
    return value;
  }
}

/** Text of JSON as a byte string. */
export function bytesField(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw malformed(place, 'must be a string');
  const bytes = bytesOfJsonText(value);
  if (bytes === undefined) throw malformed(place, 'has a surrogate that stands for no byte');
  return bytes;
}

export function bytesListField(value: unknown, place: Place): readonly string[] {
  return listOf(bytesField, 65_536)(value, place);
}

export function wholeField(value: unknown, place: Place): number {
  if (!Number.isSafeInteger(value)) throw malformed(place, 'must be a whole number below 2^53');
  return Number(value);
}

/** A pid, inode, mask: not negative. */
export function countField(value: unknown, place: Place): number {
  const number = wholeField(value, place);
  if (number < 0) throw malformed(place, 'must not be negative');
  return number;
}

export function numberField(value: unknown, place: Place): number {
  if (typeof value !== 'number') throw malformed(place, 'must be a number');
  return value;
}

export function flagField(value: unknown, place: Place): boolean {
  if (typeof value !== 'boolean') throw malformed(place, 'must be true or false');
  return value;
}

export function listOf<Value>(decode: Decoder<Value>, most: number): Decoder<readonly Value[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw malformed(place, 'must be a list');
    if (value.length > most) throw malformed(place, `has more than ${most} items`);
    return value.map((item, index) => decode(item, inside(place, String(index))));
  };
}

export function oneOf<const Value extends string>(values: readonly Value[]): Decoder<Value> {
  return (value, place) => {
    const found = values.find((one) => one === value);
    if (found === undefined) throw malformed(place, `must be one of ${values.join(', ')}`);
    return found;
  };
}

export function malformed(place: Place, problem: string): CaissonError {
  const path = pathOf(place);
  const field = path === '' ? '' : `field ${quote(path)} `;
  return new CaissonError('input.malformed', `${place.event}: ${field}${problem}`);
}

export function inside(above: Place, name: string): Place {
  return { event: above.event, name, above };
}

function pathOf(place: Place): string {
  const names: string[] = [];
  let next: Place | undefined = place;
  while (next !== undefined && next.name !== '') {
    names.unshift(next.name.slice(0, 80));
    next = next.above;
  }
  return names.length > 8 ? `…${names.slice(-8).join('.')}` : names.join('.');
}
