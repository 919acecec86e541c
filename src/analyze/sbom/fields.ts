import { isRecord } from '#kit/json.ts';
import type { Hash } from '#model/component.ts';
import { hexHash } from '../language/package-hash.ts';

/** A JSON object of a document, not yet believed in anything but that. */
export type Fields = Readonly<Record<string, unknown>>;

/** A text field; empty when it is absent or something else. */
export function textIn(fields: Fields | undefined, key: string): string {
  const value = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** An object field. */
export function fieldsIn(fields: Fields | undefined, key: string): Fields | undefined {
  const value = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return isRecord(value) ? value : undefined;
}

/** The objects of a list field; what is no object is left out. */
export function listIn(fields: Fields | undefined, key: string): readonly Fields[] {
  return itemsIn(fields, key).filter(isRecord);
}

/** The texts of a list field. */
export function textsIn(fields: Fields | undefined, key: string): readonly string[] {
  return itemsIn(fields, key).filter((item) => typeof item === 'string');
}

function itemsIn(fields: Fields | undefined, key: string): readonly unknown[] {
  const value = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return Array.isArray(value) ? value : [];
}

const algorithms: ReadonlyMap<string, Hash['algorithm']> = new Map([
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
]);

/** A hash by the algorithm's name in any spelling (`SHA-256`, `SHA256`); algorithms that we do not keep give `undefined`. */
export function hashNamed(name: string, value: string): Hash | undefined {
  const algorithm = algorithms.get(name.toLowerCase().replaceAll('-', ''));
  return algorithm && hexHash(algorithm, value);
}
