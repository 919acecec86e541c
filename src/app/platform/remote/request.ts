import { CaissonError, type ErrorCode, errorCodes } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { RemotePlace } from './place.ts';

const maxAnswerBytes = 64 * 2 ** 20;
const requestMs = 60_000;

export interface RemoteRequest {
  readonly method: string;
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** What was answered. */
export interface RemoteAnswer {
  readonly mediaType: string;
  readonly fileName?: string;
  readonly bytes: Uint8Array;
}

/** Asks an installation. Throws what it refused with, or `access.unreachable`. Redirects are not followed: tokens stay where they belong. */
export async function ask(
  place: RemotePlace,
  { method, path, body }: RemoteRequest,
  signal: AbortSignal,
): Promise<RemoteAnswer> {
  const response = await send(
    new Request(`${place.url}/api/v1${path}`, {
      method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${place.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
    }),
    signal,
  );
  const bytes = await bytesOf(response);
  const mediaType = response.headers.get('content-type') ?? '';
  if (!response.ok) throw refusal(response.status, bytes);
  const fileName = /filename="([^"]+)"/u.exec(
    response.headers.get('content-disposition') ?? '',
  )?.[1];
  return { mediaType, bytes, ...(fileName !== undefined && { fileName }) };
}

async function send(request: Request, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    signal.throwIfAborted();
    const why =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause) : undefined;
    throw new CaissonError(
      'access.unreachable',
      `${quote(new URL(request.url).origin)} does not answer: ${why?.message ?? 'unknown'}`,
      { cause, hint: 'is "caisson up" running there?' },
    );
  }
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > maxAnswerBytes)
      throw new CaissonError('limit.size', 'the answer is larger than 64 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** RFC 9457. */
function refusal(status: number, bytes: Uint8Array): CaissonError {
  const { code, title, detail, hint } = problemOf(bytes);
  const known = errorCodes.find((one) => one === code);
  return new CaissonError(
    known ?? codeOfStatus(status),
    detail ?? title ?? `it answered ${status}`,
    {
      ...(hint !== undefined && { hint }),
    },
  );
}

function problemOf(
  bytes: Uint8Array,
): Partial<Record<'code' | 'title' | 'detail' | 'hint', string>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(([, member]) => typeof member === 'string'),
    );
  } catch {
    return {};
  }
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'access.unauthenticated';
  if (status === 403) return 'access.forbidden';
  if (status === 404) return 'input.not-found';
  if (status === 409 || status === 412) return 'state.conflict';
  if (status === 429) return 'access.rate-limited';
  return status < 500 ? 'usage.invalid-argument' : 'access.unreachable';
}
