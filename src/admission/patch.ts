import { CaissonError } from '#kit/error.ts';
import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { JsonPatchOperation } from '#model/policy-result.ts';

/** Operations that one patch may hold. */
const maxOperations = 10_000;

/**
 * Applies a JSON patch (RFC 6902) to a value, which stays as it is. `undefined` when a `test` operation fails. Throws
 * `input.malformed` when an operation cannot be done.
 */
export function applyJsonPatch(
  document: Json,
  operations: readonly JsonPatchOperation[],
): Json | undefined {
  if (operations.length > maxOperations)
    throw new CaissonError('limit.entries', 'the patch has too many operations');
  let current = document;
  for (const operation of operations) {
    const next = applyOne(current, operation);
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

function applyOne(document: Json, operation: JsonPatchOperation): Json | undefined {
  const { op, value = null } = operation;
  const path = stepsOf(operation.path);
  if (op === 'test') return isSame(find(document, path), value) ? document : undefined;
  if (op === 'add') return put(document, path, value, true);
  if (op === 'remove') return take(document, path);
  if (op === 'replace') {
    if (path.length > 0) needed(document, path);
    return put(document, path, value, false);
  }
  const from = stepsOf(operation.from ?? '');
  return op === 'copy'
    ? put(document, path, needed(document, from), true)
    : move(document, from, path);
}

function move(document: Json, from: readonly string[], to: readonly string[]): Json {
  const value = needed(document, from);
  if (from.length < to.length && from.every((step, at) => to[at] === step))
    throw failure('a value cannot be moved into itself');
  return put(take(document, from), to, value, true);
}

/** The steps of a JSON pointer (RFC 6901). */
function stepsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw failure(`${JSON.stringify(pointer)} is no JSON pointer`);
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(document: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = document;
  for (const step of path) {
    if (current === undefined) return undefined;
    current = child(current, step);
  }
  return current;
}

function child(value: Json, step: string): Json | undefined {
  if (isList(value)) return value[indexOf(step, value.length)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function needed(document: Json, path: readonly string[]): Json {
  const found = find(document, path);
  if (found === undefined) throw failure(`there is no ${JSON.stringify(`/${path.join('/')}`)}`);
  return found;
}

/** The number of an item; -1 for what is no number. */
function indexOf(step: string, length: number): number {
  if (!/^(?:0|-?[1-9]\d{0,9})$/.test(step)) return -1;
  const at = Number(step);
  return at < 0 ? length + at : at;
}

function put(document: Json, path: readonly string[], value: Json, insert: boolean): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isList(document)) return putItem(document, step, { rest, value, insert });
  if (!isObject(document)) throw failure(`${JSON.stringify(step)} is in no map and no list`);
  const inner = Object.hasOwn(document, step) ? document[step] : undefined;
  if (rest.length > 0 && inner === undefined)
    throw failure(`there is no ${JSON.stringify(step)} to add to`);
  return withField(document, step, put(inner ?? null, rest, value, insert));
}

interface Put {
  readonly rest: readonly string[];
  readonly value: Json;
  readonly insert: boolean;
}

function putItem(items: readonly Json[], step: string, { rest, value, insert }: Put): Json {
  const at = step === '-' && rest.length === 0 ? items.length : indexOf(step, items.length);
  const last = rest.length === 0 && insert ? items.length : items.length - 1;
  if (at < 0 || at > last) throw failure(`there is no item ${JSON.stringify(step)}`);
  if (rest.length === 0 && insert) return items.toSpliced(at, 0, value);
  return items.with(at, put(items[at] ?? null, rest, value, insert));
}

function take(document: Json, path: readonly string[]): Json {
  const [step, ...rest] = path;
  if (step === undefined) return null;
  const inner = child(document, step);
  if (inner === undefined) throw failure(`there is no ${JSON.stringify(step)} to remove`);
  if (isList(document)) {
    const at = indexOf(step, document.length);
    return rest.length === 0 ? document.toSpliced(at, 1) : document.with(at, take(inner, rest));
  }
  if (!isObject(document)) throw failure('nothing can be removed from a scalar');
  if (rest.length > 0) return withField(document, step, take(inner, rest));
  return objectOf(Object.entries(document).filter(([key]) => key !== step));
}

function withField(object: { readonly [key: string]: Json }, key: string, value: Json): Json {
  const entries = Object.entries(object);
  const at = entries.findIndex(([name]) => name === key);
  return objectOf(at < 0 ? [...entries, [key, value]] : entries.with(at, [key, value]));
}

/** An object without prototype: `__proto__` is a key like any other. */
export function objectOf(entries: Iterable<readonly [string, Json]>): { [key: string]: Json } {
  const made = Object.create(null) as Record<string, Json>;
  for (const [key, value] of entries) made[key] = value;
  return made;
}

function failure(message: string): CaissonError {
  return new CaissonError('input.malformed', `the JSON patch cannot be applied: ${message}`);
}

/** Whether two values are the same JSON; the order of keys does not count. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (isList(a))
    return isList(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

/** The patch (RFC 6902) that makes one value of the other; lists are compared item by item. */
export function diffJson(from: Json, to: Json, path = ''): readonly JsonPatchOperation[] {
  if (isSame(from, to)) return [];
  if (isObject(from) && isObject(to)) return diffObjects(from, to, path);
  if (isList(from) && isList(to)) return diffLists(from, to, path);
  return [{ op: 'replace', path, value: to }];
}

function diffObjects(
  from: { readonly [key: string]: Json },
  to: { readonly [key: string]: Json },
  path: string,
): readonly JsonPatchOperation[] {
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  return [
    ...removed.map((key) => ({ op: 'remove', path: join(path, key) }) as const),
    ...Object.entries(to).flatMap(([key, value]) => {
      const old = Object.hasOwn(from, key) ? from[key] : undefined;
      if (old === undefined) return [{ op: 'add', path: join(path, key), value } as const];
      return diffJson(old, value, join(path, key));
    }),
  ];
}

function diffLists(
  from: readonly Json[],
  to: readonly Json[],
  path: string,
): readonly JsonPatchOperation[] {
  const shared = Math.min(from.length, to.length);
  const changed = to
    .slice(0, shared)
    .flatMap((item, at) => diffJson(from[at] ?? null, item, join(path, String(at))));
  const added = to
    .slice(shared)
    .map((value, at) => ({ op: 'add', path: join(path, String(shared + at)), value }) as const);
  const removed = from
    .slice(shared)
    .map((_, at) => ({ op: 'remove', path: join(path, String(from.length - 1 - at)) }) as const);
  return [...changed, ...added, ...removed];
}

function join(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
