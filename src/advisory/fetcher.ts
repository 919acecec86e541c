import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Digest } from '#model/digest.ts';
import { blobPath } from './blob.ts';
import { isMissing } from './database.ts';
import { type HttpOptions, httpGet, readBody } from './http-get.ts';
import { manifestName, signatureName } from './manifest.ts';

/**
 * Where a database can be fetched from: a directory, a web server, or an OCI artifact that the application reads through its
 * registry client (`index.json` is the artifact's config, each segment a layer, the signature an annotation).
 */
export interface BlobFetcher {
  /** The bytes of `index.json`. Throws `input.not-found` when there is none, `access.*`. */
  manifest(): Promise<Uint8Array>;
  /** The text of `index.json.sig`; `undefined` when the database is not signed. */
  signature(): Promise<string | undefined>;
  /** A segment's blob. Whoever reads it checks digest and size. */
  blob(digest: Digest, size: number): AsyncIterable<Uint8Array>;
}

/** Reads our own layout from a directory. */
export function directoryFetcher(directory: string, scope: Scope): BlobFetcher {
  return {
    manifest: () => readSmall(join(directory, manifestName), scope),
    signature: () =>
      optional(async () => (await readSmall(join(directory, signatureName), scope)).toString()),
    blob: (digest) => readStored(join(directory, blobPath(digest))),
  };
}

/** Reads our own layout from a web server. */
export function httpFetcher(base: string, options: HttpOptions, scope: Scope): BlobFetcher {
  async function get(path: string): Promise<Buffer> {
    const response = await httpGet(joinUrl(base, path), options);
    return readBody(response, scope.limits.maxDocumentBytes);
  }
  async function* stream(digest: Digest): AsyncIterable<Uint8Array> {
    const response = await httpGet(joinUrl(base, blobPath(digest)), options);
    try {
      yield* response.body;
    } finally {
      response.close();
    }
  }
  return {
    manifest: () => get(manifestName),
    signature: () => optional(async () => (await get(signatureName)).toString()),
    blob: (digest) => stream(digest),
  };
}

/** A path below a base URL; a query in the base (a signed URL) is kept. */
export function joinUrl(base: string, path: string): string {
  const url = URL.parse(base);
  if (url === null) throw new CaissonError('usage.invalid-argument', `${quote(base)} is not a URL`);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

async function* readStored(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new CaissonError('input.not-found', `${quote(path)} does not exist`, { cause });
  }
}

async function optional(read: () => Promise<string>): Promise<string | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}

async function readSmall(path: string, scope: Scope): Promise<Buffer> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > scope.limits.maxDocumentBytes)
      throw new CaissonError('limit.size', `${quote(path)} is too large`);
    return bytes;
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new CaissonError('input.not-found', `${quote(path)} does not exist`, { cause });
  }
}
