import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProgressTask, Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { quote } from '#kit/text.ts';
import { type HttpResponse, httpGet, readBody } from '../http-get.ts';
import { checkContent, digestOf, digestUnpacked } from './content.ts';
import { shownUrl } from './file-name.ts';
import { type Pace, tryAgain, withDeadline } from './pace.ts';
import { Partial } from './partial.ts';
import type { FileRecord } from './state.ts';

/** A file to be brought. `known` is the copy that is there already. */
export interface DownloadRequest {
  readonly url: string;
  readonly path: string;
  readonly maxBytes: number;
  readonly known?: FileRecord;
  /** What its bytes, or its bytes unpacked, must hash to. */
  readonly sha256?: string;
  readonly unpackedSha256?: string;
  readonly task: ProgressTask;
}

/** What came of it; `absent` when the server has no such file. */
export type Downloaded =
  | { readonly type: 'unchanged' | 'absent' }
  | { readonly type: 'fetched'; readonly record: FileRecord; readonly bytes: number };

/**
 * Fetches files: only when they changed, going on where a transfer broke off, several times when a server fails. A file has its
 * name only when all of it is there and looks like what was asked for. Throws `access.*`, `limit.*`, `input.malformed`,
 * `integrity.digest-mismatch`.
 */
export class Downloader {
  readonly #partials: string;
  readonly #pace: Pace;
  readonly #ca: string | undefined;
  readonly #scope: Scope;

  /** `partials` is a directory for what is not complete yet. */
  constructor(partials: string, pace: Pace, ca: string | undefined, scope: Scope) {
    this.#partials = partials;
    this.#pace = pace;
    this.#ca = ca;
    this.#scope = scope;
  }

  /** A small file as text. Throws `input.not-found` too. */
  async text(url: string, maxBytes: number): Promise<string> {
    const bytes = await this.#patiently(async (signal) =>
      readBody(await this.#get(url, {}, signal), maxBytes),
    );
    return bytes.toString('utf8');
  }

  async bring(request: DownloadRequest): Promise<Downloaded> {
    try {
      return await this.#patiently((signal) => this.#once(request, signal));
    } catch (error) {
      if (isCaissonError(error, 'input.not-found')) return { type: 'absent' };
      throw error;
    }
  }

  /** Removes what was left of transfers that broke off. */
  clean(): void {
    rmSync(this.#partials, { recursive: true, force: true });
  }

  #patiently<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return tryAgain(() => withDeadline(run, this.#pace, this.#scope), this.#pace, this.#scope);
  }

  #get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    const ca = this.#ca === undefined ? {} : { ca: this.#ca };
    return httpGet(url, {
      ...ca,
      timeoutMs: this.#pace.idleMs,
      signal,
      headers: { accept: '*/*', ...headers },
    });
  }

  async #once(request: DownloadRequest, signal: AbortSignal): Promise<Downloaded> {
    const { url, path, known } = request;
    mkdirSync(this.#partials, { recursive: true, mode: 0o700 });
    const partial = new Partial(join(this.#partials, sha256Hex(`${url} ${path}`).slice(0, 32)));
    const rest = partial.resume();
    const headers =
      rest === undefined
        ? conditionOf(url, known)
        : { range: `bytes=${rest.size}-`, 'if-range': rest.validator };
    const response = await this.#get(url, headers, signal);
    if (response.status === 304 && known !== undefined) {
      response.close();
      return { type: 'unchanged' };
    }
    const bytes = await this.#write(response, partial, rest?.size, request);
    return { type: 'fetched', record: await settle(response, partial, request), bytes };
  }

  /** Writes the answer to the partial file. What breaks off is kept when it can be gone on with. */
  async #write(
    response: HttpResponse,
    partial: Partial,
    offset: number | undefined,
    request: DownloadRequest,
  ): Promise<number> {
    const isRest = response.status === 206;
    if (isRest ? !startsAt(response, offset) : response.status !== 200) {
      response.close();
      partial.discard();
      throw new CaissonError('access.unreachable', 'a transfer cannot be gone on with');
    }
    if (!isRest) partial.begin(response);
    await using file = await open(partial.path, isRest ? 'a' : 'w', 0o600);
    let size = isRest ? (offset ?? 0) : 0;
    let bytes = 0;
    for await (const chunk of response.body) {
      checkpoint(this.#scope.signal);
      size += chunk.length;
      bytes += chunk.length;
      if (size > request.maxBytes) {
        response.close();
        partial.discard();
        throw new CaissonError('limit.size', `${quote(shownUrl(request.url))} is too large`);
      }
      await file.writeFile(chunk);
      request.task.advance(chunk.length);
    }
    return bytes;
  }
}

function conditionOf(url: string, known: FileRecord | undefined): Record<string, string> {
  if (known === undefined || known.url !== shownUrl(url)) return {};
  if (known.etag !== undefined) return { 'if-none-match': known.etag };
  return known.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified };
}

function startsAt({ contentRange }: HttpResponse, offset: number | undefined): boolean {
  const start = /^bytes (\d{1,15})-/.exec(contentRange ?? '')?.[1];
  return start !== undefined && Number(start) === offset;
}

/** The complete file gets its name once it is what it should be. */
async function settle(
  response: HttpResponse,
  partial: Partial,
  request: DownloadRequest,
): Promise<FileRecord> {
  const { url, path } = request;
  try {
    const { sha256, size } = await digestOf(partial.path);
    await check(partial.path, { sha256, size }, response, request);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    renameSync(partial.path, path);
    const { etag, lastModified } = response;
    return {
      url: shownUrl(url),
      size,
      sha256,
      ...(etag !== undefined && { etag }),
      ...(lastModified !== undefined && { lastModified }),
    };
  } finally {
    partial.discard();
  }
}

async function check(
  path: string,
  { sha256, size }: { readonly sha256: string; readonly size: number },
  { contentRange }: HttpResponse,
  request: DownloadRequest,
): Promise<void> {
  const total = /\/(\d{1,15})$/.exec(contentRange ?? '')?.[1];
  const isWhole = total === undefined || Number(total) === size;
  const { sha256: expected = sha256, unpackedSha256 } = request;
  if (!isWhole || sha256 !== expected) throw mismatch(request);
  checkContent(path, request.path);
  if (unpackedSha256 === undefined) return;
  const unpacked = await digestUnpacked(path, request.maxBytes * 8);
  if (unpacked !== unpackedSha256) throw mismatch(request);
}

function mismatch({ url }: DownloadRequest): CaissonError {
  return new CaissonError(
    'integrity.digest-mismatch',
    `${quote(shownUrl(url))} is not what its index promises`,
  );
}
