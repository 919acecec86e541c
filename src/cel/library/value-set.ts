import { mapEntries, toMapKey } from '../map.ts';
import {
  CelError,
  Duration,
  isList,
  isMap,
  type MapValue,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  type Value,
} from '../value.ts';
import { IdentityValue } from './identity-value.ts';
import { JsonPatchOperation, ObjectLiteral } from './mutation.ts';
import { Quantity } from './quantity.ts';
import { keyOfAmount } from './quantity-amount.ts';
import { keyOfVersion } from './semantic-version.ts';
import { Semver } from './semver.ts';

/**
 * A set of values by the equality of `==`, in time linear in their size whatever they are: each value has a text that equal values share
 * and others do not. What contains NaN equals nothing and is never found.
 */
export class ValueSet {
  private readonly keys = new Set<string>();
  private readonly identities = new Map<Value, number>();
  private parts = 0;

  constructor(values: readonly Value[] = []) {
    for (const value of values) this.add(value);
  }

  has(value: Value): boolean {
    const key = this.keyOf(value);
    return key !== undefined && this.keys.has(key);
  }

  /** Whether it was not there before. */
  add(value: Value): boolean {
    const key = this.keyOf(value);
    if (key === undefined) return true;
    const before = this.keys.size;
    this.keys.add(key);
    return this.keys.size > before;
  }

  /** The error when the values were too large to look at: a list that is in another many times counts each time. */
  overflow(): CelError | undefined {
    return this.parts > mostParts ? new CelError('the values are too large to compare') : undefined;
  }

  private keyOf(value: Value): string | undefined {
    if (typeof value === 'string') return `s${value}`;
    const tokens: string[] = [];
    return this.write(value, tokens) ? tokens.join('') : undefined;
  }

  /** Appends what tells the value from others; false when it equals nothing. Every part says where it ends. */
  private write(value: Value, tokens: string[]): boolean {
    this.parts += 1;
    if (this.parts > mostParts) return false;
    if (typeof value === 'string') return push(tokens, `s${value.length}:`, value);
    if (value === null || typeof value === 'boolean') return push(tokens, String(value));
    const number = toMapKey(value);
    if (number !== undefined) return !Number.isNaN(number) && push(tokens, `n${number};`);
    return this.writeObject(value, tokens);
  }

  private writeList(list: readonly Value[], tokens: string[]): boolean {
    push(tokens, `[${list.length}:`);
    return list.every((item) => this.write(item, tokens));
  }

  private writeMap(map: MapValue, tokens: string[]): boolean {
    const entries = mapEntries(map).map(([key, value]) => ({ key: keyText(key), value }));
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    push(tokens, `{${entries.length}:`);
    return entries.every(
      ({ key, value }) => push(tokens, `${key.length}:`, key) && this.write(value, tokens),
    );
  }

  private writeObject(value: Value, tokens: string[]): boolean {
    if (isList(value)) return this.writeList(value, tokens);
    if (isMap(value)) return this.writeMap(value, tokens);
    return this.writeSpecial(value, tokens);
  }

  private writeSpecial(value: Value, tokens: string[]): boolean {
    if (value instanceof Uint8Array)
      return push(tokens, `b${value.length}:`, Buffer.from(value).toString('latin1'));
    if (value instanceof Timestamp) return push(tokens, `t${value.nanos};`);
    if (value instanceof Duration) return push(tokens, `d${value.nanos};`);
    if (value instanceof TypeValue) return push(tokens, `y${value.type.name};`);
    if (value instanceof Optional)
      return push(tokens, '?') && (value.value === undefined || this.write(value.value, tokens));
    return value instanceof Opaque && this.writeOpaque(value, tokens);
  }

  private writeOpaque(value: Opaque, tokens: string[]): boolean {
    push(tokens, `o${value.type.name};`);
    if (value instanceof ObjectLiteral || value instanceof JsonPatchOperation)
      return this.write(value.toJson(), tokens);
    const text = value instanceof IdentityValue ? this.identityOf(value) : opaqueText(value);
    return push(tokens, `${text.length}:`, text);
  }

  private identityOf(value: Value): string {
    const known = this.identities.get(value) ?? this.identities.size;
    this.identities.set(value, known);
    return String(known);
  }
}

/** Parts of all values together: about a second. */
const mostParts = 2_000_000;

function push(tokens: string[], ...parts: readonly string[]): true {
  tokens.push(...parts);
  return true;
}

/** Keys of maps are texts, numbers and booleans. */
function keyText(key: Value): string {
  return typeof key === 'string' ? `s${key}` : `n${toMapKey(key)}`;
}

/** Where equality is not that of the text. */
function opaqueText(value: Opaque): string {
  if (value instanceof Quantity) return keyOfAmount(value.amount);
  return value instanceof Semver ? keyOfVersion(value.version) : value.toText();
}
