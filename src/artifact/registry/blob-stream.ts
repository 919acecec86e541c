import { createHash, type Hash } from 'node:crypto';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { Digest } from '#model/digest.ts';
import { type Endpoint, living } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { NetworkError } from './network-error.ts';
import type { Requester } from './requester.ts';
import { backoffMs } from './retry.ts';
import { type RegistrySettings, timingOf } from './settings.ts';

/** The blob that is wanted. `verify: false` leaves the digest to a reader that hashes anyway; the size is always held. */
export interface BlobRequest {
  readonly endpoints: readonly Endpoint[];
  readonly digest: Digest;
  readonly sizeBytes: number | undefined;
  readonly verify: boolean;
  readonly what: string;
}

/** What a download needs beside the request. */
export interface BlobContext {
  readonly requester: Requester;
  readonly settings: RegistrySettings;
  readonly scope: Scope;
  /** Hosts of mirrors that could not be reached: they are not asked again. */
  readonly dead: Set<string>;
}

/** A download that gets further each time may break off more often than one that does not move. */
const maxBreaksPerAttempt = 5;

interface Progress {
  received: number;
  /** Length that the current answer promised, when the caller did not know it. */
  expected: number | undefined;
}

/**
 * The bytes of a blob in order. A download that breaks off is resumed with `Range` where it stopped, on the next endpoint
 * if need be; more bytes than announced end it. Throws `integrity.digest-mismatch`, `access.*`, `input.*`, `limit.size`.
 */
export async function* blobStream(
  request: BlobRequest,
  context: BlobContext,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { scope, settings } = context;
  const hash = request.verify ? createHash(algorithmOf(request.digest)) : undefined;
  const progress: Progress = { received: 0, expected: undefined };
  let fruitless = 0;
  for (let attempt = 1; ; attempt += 1) {
    const before = progress.received;
    try {
      const answer = await openBlob(request, progress, context);
      yield* keep(answer, request, { progress, hash, scope });
      if (isComplete(progress)) break;
      throw new NetworkError(`${request.what} broke off after ${progress.received} bytes`, false);
    } catch (error) {
      scope.signal.throwIfAborted();
      fruitless = progress.received > before ? 1 : fruitless + 1;
      const { attempts } = timingOf(settings);
      const isOver = fruitless >= attempts || attempt >= attempts * maxBreaksPerAttempt;
      if (!(error instanceof NetworkError) || isOver) throw error;
      scope.log.debug('registry download broke off', { digest: request.digest, ...progress });
    }
    await timingOf(settings).sleep(backoffMs(fruitless, settings), scope.signal);
  }
  if (hash !== undefined) verify(hash, request);
}

/** The algorithm part of a digest, as node:crypto names it. */
export function algorithmOf(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':'));
}

async function openBlob(
  request: BlobRequest,
  progress: Progress,
  context: BlobContext,
): Promise<Exchange> {
  const { requester, scope } = context;
  const { received } = progress;
  const failures: unknown[] = [];
  for (const endpoint of living(request.endpoints, context.dead)) {
    try {
      return await requester.send(
        {
          target: endpoint.target,
          path: `${endpoint.target.repository}/blobs/${request.digest}${endpoint.query}`,
          what: request.what,
          ...(received > 0 && { headers: { range: `bytes=${received}-` } }),
        },
        scope,
      );
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      if (isCaissonError(error, 'access.unreachable')) context.dead.add(endpoint.target.host);
      failures.push(error);
    }
  }
  // The registry itself comes last, and its word counts.
  throw failures.at(-1);
}

interface Reader {
  readonly progress: Progress;
  readonly hash: Hash | undefined;
  readonly scope: Scope;
}

async function* keep(
  answer: Exchange,
  request: BlobRequest,
  reader: Reader,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { progress, hash, scope } = reader;
  let skip = toSkip(answer, progress.received, request.what);
  progress.expected ??= agreedSize(answer, request);
  const most = progress.expected ?? scope.limits.maxLayerBytes;
  for await (const chunk of answer.body) {
    const fresh = skip < chunk.length ? chunk.subarray(skip) : chunk.subarray(0, 0);
    skip -= chunk.length - fresh.length;
    progress.received += fresh.length;
    if (progress.received > most) {
      throw request.sizeBytes === undefined ? tooLong(request, most) : otherSize(request, 'longer');
    }
    hash?.update(fresh);
    if (fresh.length > 0) yield fresh;
  }
}

/** Bytes at the start of the answer that we have already: all of them when the server ignored the range. */
function toSkip(answer: Exchange, received: number, what: string): number {
  if (received === 0 || answer.status === 200) return received;
  const start = /^bytes ([0-9]{1,15})-/.exec(answer.headers['content-range'] ?? '')?.[1];
  if (answer.status === 206 && start === String(received)) return 0;
  answer.discard();
  throw new CaissonError(
    'input.malformed',
    `the registry answers another part of ${what} than was asked for`,
  );
}

/** The length that manifest and answer agree on; either may not state one. */
function agreedSize(answer: Exchange, request: BlobRequest): number | undefined {
  const total = totalOf(answer);
  const { sizeBytes } = request;
  if (total === undefined || sizeBytes === undefined || total === sizeBytes)
    return sizeBytes ?? total;
  answer.discard();
  throw otherSize(request, `${total} bytes long`);
}

/** The length of the whole blob, as far as the answer states it. */
function totalOf(answer: Exchange): number | undefined {
  const { 'content-length': length, 'content-range': range } = answer.headers;
  const stated = answer.status === 206 ? /\/([0-9]{1,15})$/.exec(range ?? '')?.[1] : length;
  return stated === undefined ? undefined : Number(stated);
}

function isComplete(progress: Progress): boolean {
  return progress.expected === undefined || progress.received === progress.expected;
}

function otherSize(request: BlobRequest, actual: string): CaissonError {
  return new CaissonError(
    'integrity.digest-mismatch',
    `${request.what} is ${actual}, the manifest says ${request.sizeBytes} bytes`,
  );
}

function tooLong(request: BlobRequest, most: number): CaissonError {
  return new CaissonError('limit.size', `${request.what} is longer than ${most} bytes`);
}

function verify(hash: Hash, request: BlobRequest): void {
  const actual = `${algorithmOf(request.digest)}:${hash.digest('hex')}`;
  if (actual === request.digest) return;
  throw new CaissonError(
    'integrity.digest-mismatch',
    `${request.what} has the digest ${actual}, not ${request.digest}`,
  );
}
