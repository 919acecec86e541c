import { operations } from 'virtual:operations';
import type { AnswerOf, OperationId, RequestOf } from '#wire/routes.ts';
import { problemOf, unreachable } from './problem.ts';
import { csrfToken } from './session.ts';

/** Operations that answer JSON, all but files and streams. */
export type JsonOperation = {
  [Id in OperationId]: AnswerOf<Id> extends { readonly bytes: unknown }
    ? never
    : AnswerOf<Id> extends AsyncIterable<unknown>
      ? never
      : Id;
}[OperationId];

/** What `call` sends of an operation: params, query and body; a signal stops it. */
export type CallRequest<Id extends OperationId> = RequestOf<Id> & { readonly signal?: AbortSignal };

/**
 * Calls an operation of the API. Its method and path come from the route table of the server; there is no other way out of
 * this console. Throws `ApiProblem`.
 */
export async function call<Id extends JsonOperation>(
  id: Id,
  request: CallRequest<Id> = {},
): Promise<AnswerOf<Id>> {
  const method = methodOf(id);
  const answer = await fetch(hrefOf(id, request), {
    method,
    credentials: 'same-origin',
    headers: headersOf(method, request.body),
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }).catch((error: unknown) => {
    if (request.signal?.aborted === true) throw error;
    throw unreachable(error);
  });
  if (!answer.ok) throw await problemOf(answer);
  // The route table is the server's own: what it answers has the type of the route.
  return (await answer.json()) as AnswerOf<Id>;
}

/** The address of an operation: of a file to download, of the live stream. */
export function hrefOf<Id extends OperationId>(id: Id, request: RequestOf<Id> = {}): string {
  const path = operations[id].slice(operations[id].indexOf(' ') + 1);
  const filled = path.replaceAll(/\{(\w+)\}/gu, (_, name: string) =>
    encodeURIComponent(textOf(memberOf(request.params, name))),
  );
  const query = queryText(request.query);
  return `/api/v1${filled}${query === '' ? '' : `?${query}`}`;
}

function methodOf(id: OperationId): string {
  return operations[id].slice(0, operations[id].indexOf(' '));
}

function headersOf(method: string, body: unknown): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['x-csrf-token'] = csrfToken();
  return headers;
}

function queryText(query: unknown): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      if (one !== undefined && one !== '') text.append(name, textOf(one));
  return text.toString();
}

function memberOf(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (Reflect.get(of, name) as unknown) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
