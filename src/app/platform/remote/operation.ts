import { z } from 'zod';
import { isSlip } from '#kit/edit-distance.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Route } from '#wire/route.ts';
import { type OperationId, routes } from '#wire/routes.ts';

/** An operation that a person named, with the values that stood in the path. */
export interface NamedOperation {
  readonly id: OperationId;
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** All operations, by their group. */
export function operationsByTag(): ReadonlyMap<string, readonly [OperationId, Route][]> {
  const all = Object.entries(routes) as [OperationId, Route][]; // the keys of the table
  return new Map(Map.groupBy(all, ([, { tag }]) => tag));
}

/**
 * `listFindings`, or what is read at a path: `findings`, `findings/42`, `images/7/components`. Throws
 * `usage.invalid-argument` for what there is not.
 */
export function operationNamed(word: string): NamedOperation {
  for (const [id, route] of Object.entries(routes) as [OperationId, Route][]) {
    if (id === word) return { id, route, params: {} };
    const params = route.method === 'GET' ? matchPath(route.path, word) : undefined;
    if (params !== undefined) return { id, route, params };
  }
  const near = Object.keys(routes).find((id) => isSlip(id, word));
  throw new CaissonError('usage.invalid-argument', `there is no operation ${quote(word)}`, {
    hint:
      near === undefined ? '"caisson remote" without a word lists them' : `did you mean ${near}?`,
  });
}

function matchPath(path: string, word: string): Record<string, string> | undefined {
  const wanted = path.split('/').filter(Boolean);
  const given = word.split('/').filter(Boolean);
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (!part.startsWith('{') && part !== value) return undefined;
    if (part.startsWith('{')) params[part.slice(1, -1)] = value;
  }
  return params;
}

/** What a person gave as `name=value`, sorted into path, query and body as the operation takes it. */
export function placeValues(
  { id, route, params }: NamedOperation,
  given: readonly string[],
): { readonly path: string; readonly body: Readonly<Record<string, unknown>> } {
  const inPath = new Map(Object.entries(params));
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  for (const pair of given) {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new CaissonError('usage.invalid-argument', `${quote(pair)} is not name=value`);
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (route.path.includes(`{${name}}`)) inPath.set(name, value);
    else if (route.method === 'GET') query.append(name, value);
    else body[name] = memberOf(route, name, value);
  }
  const path = route.path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
    const value = inPath.get(name);
    if (value === undefined)
      throw new CaissonError('usage.invalid-argument', `${id} needs ${name}=…`);
    return encodeURIComponent(value);
  });
  const search = query.toString();
  return { path: search === '' ? path : `${path}?${search}`, body };
}

/** Text where the operation takes text, so that a name may be `2026`; otherwise what it looks like. */
function memberOf({ body }: Route, name: string, value: string): unknown {
  if (!(body instanceof z.ZodObject)) return jsonOr(value);
  const wanted: unknown = body.shape[name];
  if (wanted instanceof z.ZodType && wanted.safeParse(value).success) return value;
  return jsonOr(value);
}

/** `true`, `3`, `["a"]` are what they look like; everything else is text. */
function jsonOr(value: string): unknown {
  if (!/^(?:true|false|null|-?\d+(?:\.\d+)?|[[{"].*)$/su.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
