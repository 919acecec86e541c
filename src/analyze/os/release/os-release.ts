import { CaissonError } from '#kit/error.ts';
import type { OperatingSystem } from '#model/os.ts';
import { readAssignments } from './assignments.ts';

/** Reads os-release(5); `undefined` when it is empty. Throws `input.malformed` when it is something else. */
export function parseOsRelease(text: string, path: string): OperatingSystem | undefined {
  const values = readAssignments(text);
  if (values.size === 0 && text.trim() === '') return undefined;
  const id = idOf(first(values, 'ID'));
  const name = first(values, 'NAME', 'PRETTY_NAME', 'ID');
  if (name === '') throw new CaissonError('input.malformed', 'names no operating system');
  const codename = first(values, 'VERSION_CODENAME', 'UBUNTU_CODENAME');
  const version = first(values, 'VERSION_ID');
  return {
    id: id === '' ? 'linux' : id,
    like: first(values, 'ID_LIKE').split(/\s+/).map(idOf).filter(Boolean),
    version: wordOf(version),
    ...(codename !== '' && { codename: wordOf(codename) }),
    title: titleOf(values, name, version),
    path,
  };
}

function titleOf(values: ReadonlyMap<string, string>, name: string, version: string): string {
  const pretty = first(values, 'PRETTY_NAME');
  return pretty === '' ? `${name} ${first(values, 'VERSION') || version}`.trim() : pretty;
}

/** The first of these that is there and not empty, else ''. */
function first(values: ReadonlyMap<string, string>, ...keys: readonly string[]): string {
  return keys.map((key) => values.get(key) ?? '').find((value) => value !== '') ?? '';
}

/** Reads `/etc/lsb-release` of Debian's and its children's `lsb-release`; `undefined` when it names no distribution. */
export function parseLsbRelease(text: string, path: string): OperatingSystem | undefined {
  const values = readAssignments(text);
  const id = idOf(values.get('DISTRIB_ID') ?? '');
  if (id === '') return undefined;
  const version = wordOf(values.get('DISTRIB_RELEASE') ?? '');
  const codename = wordOf(values.get('DISTRIB_CODENAME') ?? '');
  return {
    id,
    like: [],
    version,
    ...(codename !== '' && { codename }),
    title: values.get('DISTRIB_DESCRIPTION') || `${values.get('DISTRIB_ID')} ${version}`.trim(),
    path,
  };
}

/** Identifiers are lower-case ASCII letters, digits, `.`, `_` and `-`; anything else is dropped. */
function idOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9._-]/g, '');
}

/** Versions and code names are one word. */
function wordOf(text: string): string {
  return text.trim().replace(/\s.*$/s, '');
}
