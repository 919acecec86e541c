import { createHash, type Hash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createZstdDecompress } from 'node:zlib';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import { textIn } from '../action/options.ts';
import { present } from '../present.ts';
import { envelopeProblems, tryKeyId } from './signer.ts';
import { TarReader } from './tar-reader.ts';

/** What became of checking a bundle. */
export interface BundleVerdict {
  readonly path: string;
  /** Nothing is wrong, and a key that was given signed it. */
  readonly isGood: boolean;
  readonly problems: readonly string[];
  readonly signature: 'valid' | 'invalid' | 'unchecked';
  readonly keyId?: string;
  readonly files: number;
  readonly bytes: number;
  readonly manifestSha256?: string;
  /** Of the bundle before it, as its manifest has it. */
  readonly previous?: string;
  readonly manifest?: JsonObject;
}

const maxBytes = 16 * 2 ** 30;
const maxRatio = 2000;
const maxKept = 64 * 2 ** 20;
const maxFiles = 100_000;
const maxProblems = 100;

/**
 * Reads a bundle and compares every file with the manifest, and the manifest with its signature. `publicKey`: PEM of the
 * installation that is trusted; without one nothing says who wrote it. Throws `input.not-found`; what is wrong in the bundle is a problem.
 */
export async function verifyBundle(
  path: string,
  publicKey: string | undefined,
  scope: Scope,
): Promise<BundleVerdict> {
  const reading = new BundleReading();
  const size = sizeOf(path);
  try {
    await readInto(path, size, reading, scope);
  } catch (error) {
    scope.signal.throwIfAborted();
    reading.problems.push(`the bundle cannot be read: ${textOf(error)}`);
  }
  return verdictOf(path, reading, publicKey);
}

async function readInto(
  path: string,
  size: number,
  reading: BundleReading,
  { signal }: Scope,
): Promise<void> {
  const reader = new TarReader(reading, maxFiles);
  const input = createReadStream(path, { highWaterMark: 2 ** 20 });
  const plain = createZstdDecompress();
  input.on('error', (error) => plain.destroy(error));
  let total = 0;
  for await (const bytes of input.pipe(plain)) {
    checkpoint(signal);
    if (!(bytes instanceof Buffer)) continue;
    total += bytes.length;
    if (total > maxBytes || total > Math.max(2 ** 26, size * maxRatio))
      throw new CaissonError('limit.ratio', 'it expands too far');
    reader.write(bytes);
  }
  reader.end();
  reading.close();
}

/** Hashes each file as it passes, and keeps the two that say what the others must be. */
class BundleReading {
  readonly problems: string[] = [];
  readonly hashes = new Map<string, { readonly size: number; readonly sha256: string }>();
  readonly kept = new Map<string, Buffer>();
  bytes = 0;
  #name: string | undefined;
  #size = 0;
  #hash: Hash = createHash('sha256');
  #parts: Buffer[] = [];

  entry(name: string, size: number, type: string): void {
    this.close();
    if (type !== '0') this.problems.push(`${quote(name)} is no plain file`);
    if (this.hashes.has(name)) this.problems.push(`${quote(name)} stands there twice`);
    this.#name = name;
    this.#size = size;
    this.#hash = createHash('sha256');
    this.#parts = [];
    this.bytes += size;
  }

  content(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    const isWanted = this.#name === 'manifest.json' || this.#name === 'attestation.json';
    if (isWanted && this.#size <= maxKept) this.#parts.push(Buffer.from(bytes));
  }

  close(): void {
    if (this.#name === undefined) return;
    this.hashes.set(this.#name, { size: this.#size, sha256: this.#hash.digest('hex') });
    if (this.#parts.length > 0) this.kept.set(this.#name, Buffer.concat(this.#parts));
    this.#name = undefined;
  }
}

function verdictOf(
  path: string,
  reading: BundleReading,
  publicKey: string | undefined,
): BundleVerdict {
  const bytes = reading.kept.get('manifest.json');
  const manifest = bytes && jsonOf(bytes);
  const manifestSha256 = bytes && sha256Hex(bytes);
  const signed = signatureOf(reading, manifestSha256 ?? '', publicKey);
  const problems = [
    ...reading.problems,
    ...(manifest === undefined ? ['there is no manifest'] : fileProblems(manifest, reading)),
    ...signed.problems,
  ];
  return {
    path,
    isGood: problems.length === 0 && signed.signature === 'valid',
    problems: problems.slice(0, maxProblems),
    signature: signed.signature,
    files: reading.hashes.size,
    bytes: reading.bytes,
    ...present({
      keyId: publicKey && tryKeyId(publicKey),
      manifestSha256,
      previous: textIn(manifest ?? {}, 'previous'),
      manifest,
    }),
  };
}

function fileProblems(manifest: JsonObject, { hashes }: BundleReading): readonly string[] {
  const listed = manifest['files'];
  if (!Array.isArray(listed)) return ['the manifest lists no files'];
  const left = new Set(hashes.keys());
  left.delete('manifest.json');
  left.delete('attestation.json');
  const problems: string[] = [];
  for (const file of listed as readonly unknown[]) {
    if (!isRecord(file) || typeof file['path'] !== 'string') return ['the manifest is damaged'];
    const { path, size, sha256 } = file;
    const found = hashes.get(path);
    left.delete(path);
    if (found === undefined) problems.push(`${quote(path)} is missing`);
    else if (found.size !== size || found.sha256 !== sha256)
      problems.push(`${quote(path)} is not what was found`);
  }
  return [...problems, ...[...left].map((name) => `${quote(name)} was added`)];
}

function signatureOf(
  { kept }: BundleReading,
  manifestSha256: string,
  publicKey: string | undefined,
): { readonly signature: BundleVerdict['signature']; readonly problems: readonly string[] } {
  const attestation = kept.get('attestation.json');
  if (attestation === undefined) return { signature: 'invalid', problems: ['it is not signed'] };
  if (publicKey === undefined)
    return { signature: 'unchecked', problems: ['nobody said whose key to trust'] };
  const problems = envelopeProblems(jsonOf(attestation), manifestSha256, publicKey);
  return { signature: problems.length === 0 ? 'valid' : 'invalid', problems };
}

function jsonOf(bytes: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    // What JSON.parse gives is JSON.
    return isRecord(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw new CaissonError('input.not-found', `there is no bundle ${quote(path)}`, { cause });
  }
}

function textOf(error: unknown): string {
  if (isCaissonError(error)) return error.message;
  return error instanceof Error ? error.message : 'damaged';
}
