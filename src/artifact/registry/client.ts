import { createHash } from 'node:crypto';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type Digest, isDigest, parseDigest } from '#model/digest.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { maxManifestBytes } from '../image/manifest.ts';
import { isIndexType, isManifestType, manifestMediaTypes } from '../image/media-type.ts';
import { algorithmOf, blobStream } from './blob-stream.ts';
import { type Endpoint, living, mirrorsOf, originOf } from './endpoint.ts';
import { readWhole } from './exchange.ts';
import { formatReference, formatRepository, type ImageReference } from './reference.ts';
import { listReferrers, referrersIn } from './referrers.ts';
import { Requester } from './requester.ts';
import type { RegistrySettings } from './settings.ts';
import { listTags, nearTags } from './tags.ts';
import { type BlobUpload, uploadBlob, uploadManifest } from './upload.ts';

/** A manifest as the registry serves it; `digest` was computed from the bytes and compared. */
export interface RegistryManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  /** `Content-Type` of the answer; empty when there was none. */
  readonly mediaType: string;
}

/**
 * Speaks the OCI distribution protocol. Every method throws `access.*`, `input.*`, `limit.*`, `integrity.*`; no error holds
 * a secret. Dispose it to close its connections.
 */
export class RegistryClient implements Disposable {
  readonly #settings: RegistrySettings;
  readonly #requester: Requester;
  readonly #dead = new Set<string>();

  /** Whether the referrers API is asked for attestations. */
  get asksReferrers(): boolean {
    return this.#settings.referrers === true;
  }

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
    this.#requester = new Requester(settings);
  }

  /**
   * A manifest or index of any type, at most 4 MiB. By digest from the mirrors first; by tag from the registry, and from
   * mirrors only when the registry cannot be reached. A tag that is missing is answered with its neighbours.
   */
  async manifest(reference: ImageReference, scope: Scope): Promise<RegistryManifest> {
    const origin = originOf(reference, 'pull');
    const mirrors = mirrorsOf(reference, this.#settings.mirrors);
    const endpoints = reference.digest ? [...mirrors, origin] : [origin, ...mirrors];
    let failure: unknown;
    for (const endpoint of living(endpoints, this.#dead)) {
      try {
        return await this.#manifestFrom(endpoint, reference, scope);
      } catch (error) {
        if (isCaissonError(error, 'access.unreachable')) this.#dead.add(endpoint.target.host);
        const movesOn = reference.digest
          ? isCaissonError(error)
          : isCaissonError(error, 'access.unreachable', 'access.rate-limited');
        if (!movesOn) throw await this.#withNeighbours(error, reference, scope);
        // For a tag the registry's own failure says more than a mirror's.
        failure = reference.digest ? error : (failure ?? error);
      }
    }
    throw failure;
  }

  /** The bytes of a blob, hashed on the way: the last step throws when they are not what the descriptor says. */
  blob(
    reference: ImageReference,
    descriptor: Pick<Descriptor, 'digest'> & Partial<Pick<Descriptor, 'sizeBytes'>>,
    scope: Scope,
    verify = true,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const endpoints = [
      ...mirrorsOf(reference, this.#settings.mirrors),
      originOf(reference, 'pull'),
    ];
    const what = `${formatRepository(reference)}@${descriptor.digest}`;
    return blobStream(
      { endpoints, digest: descriptor.digest, sizeBytes: descriptor.sizeBytes, verify, what },
      { requester: this.#requester, settings: this.#settings, scope, dead: this.#dead },
    );
  }

  /** A blob that is read whole: configurations and other documents. Throws `limit.size` above `maxBytes`. */
  async blobBytes(
    reference: ImageReference,
    descriptor: Descriptor,
    maxBytes: number,
    scope: Scope,
  ): Promise<Uint8Array> {
    if (descriptor.data !== undefined) return descriptor.data;
    if (descriptor.sizeBytes > maxBytes)
      throw new CaissonError(
        'limit.size',
        `${formatRepository(reference)}@${descriptor.digest} is larger than ${maxBytes} bytes`,
      );
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.blob(reference, descriptor, scope)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** All tags of the repository, in the registry's order. */
  async tags(reference: ImageReference, scope: Scope): Promise<readonly string[]> {
    return await listTags(this.#requester, reference, scope);
  }

  /** What refers to `reference.digest` (signatures, attestations, SBOMs), by the API or by the fallback tag. */
  async referrers(
    reference: ImageReference & { readonly digest: Digest },
    artifactType: string | undefined,
    scope: Scope,
  ): Promise<readonly Descriptor[]> {
    const listed = await listReferrers(this.#requester, reference, artifactType, scope);
    if (listed.length > 0) return listed;
    return await this.#taggedReferrers(reference, artifactType, scope);
  }

  /** Uploads a blob in one piece unless the registry has it. */
  async putBlob(reference: ImageReference, blob: BlobUpload, scope: Scope): Promise<void> {
    await uploadBlob(this.#requester, reference, blob, scope);
  }

  /** Uploads a manifest under the reference's tag (or its digest) and gives its digest. */
  async putManifest(
    reference: ImageReference,
    manifest: { readonly bytes: Uint8Array; readonly mediaType: string },
    scope: Scope,
  ): Promise<Digest> {
    return await uploadManifest(this.#requester, reference, manifest, scope);
  }

  [Symbol.dispose](): void {
    this.#requester[Symbol.dispose]();
  }

  async #manifestFrom(
    endpoint: Endpoint,
    reference: ImageReference,
    scope: Scope,
  ): Promise<RegistryManifest> {
    const what = formatReference(reference);
    const { target, query } = endpoint;
    const answer = await this.#requester.send(
      {
        target,
        path: `${target.repository}/manifests/${reference.digest ?? reference.tag}${query}`,
        what,
        headers: { accept: manifestMediaTypes.join(', ') },
      },
      scope,
    );
    const bytes = await readWhole(answer, maxManifestBytes, `the manifest of ${quote(what)}`);
    const mediaType = (answer.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
    const stated = answer.headers['docker-content-digest'];
    const digest = verifiedDigest(bytes, reference, stated);
    checkMediaType(bytes, mediaType, what);
    return { bytes, digest, mediaType };
  }

  async #withNeighbours(error: unknown, reference: ImageReference, scope: Scope): Promise<unknown> {
    if (!isCaissonError(error, 'input.not-found') || reference.tag === undefined) return error;
    if (error.message.includes('NAME_UNKNOWN')) return error;
    const tags = await this.tags(reference, scope).catch(() => []);
    scope.signal.throwIfAborted();
    const near = nearTags(reference.tag, tags);
    if (near.length === 0) return error;
    const hint = `there is ${near.map(quote).join(', ')}`;
    return new CaissonError(error.code, error.message, { hint });
  }

  async #taggedReferrers(
    reference: ImageReference & { readonly digest: Digest },
    artifactType: string | undefined,
    scope: Scope,
  ): Promise<readonly Descriptor[]> {
    const { registry, repository, digest } = reference;
    const tag = digest.replace(':', '-').slice(0, 128);
    try {
      const { bytes } = await this.#manifestFrom(
        originOf(reference, 'pull'),
        { registry, repository, tag },
        scope,
      );
      return referrersIn(
        bytes,
        artifactType,
        `the referrers of ${quote(formatReference(reference))}`,
      );
    } catch (error) {
      if (isCaissonError(error, 'input.not-found')) return [];
      throw error;
    }
  }
}

function verifiedDigest(
  bytes: Uint8Array,
  reference: ImageReference,
  stated: string | string[] | undefined,
): Digest {
  const wanted =
    reference.digest ?? (typeof stated === 'string' && isDigest(stated) ? stated : undefined);
  const algorithm = wanted === undefined ? 'sha256' : algorithmOf(wanted);
  const actual = parseDigest(`${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`);
  if (wanted === undefined || actual === wanted) return actual;
  throw new CaissonError(
    'integrity.digest-mismatch',
    `the manifest of ${quote(formatReference(reference))} has the digest ${actual}, not ${wanted}`,
  );
}

/** The header and the body must agree on what the document is, or two readers could see two images (CVE-2021-41190). */
function checkMediaType(bytes: Uint8Array, header: string, what: string): void {
  if (!isIndexType(header) && !isManifestType(header)) return;
  const stated = mediaTypeIn(bytes);
  if (stated === undefined || stated === header) return;
  throw new CaissonError(
    'input.malformed',
    `the manifest of ${quote(what)} is served as ${quote(header)} but calls itself ${quote(stated)}`,
  );
}

function mediaTypeIn(bytes: Uint8Array): string | undefined {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof document !== 'object' || document === null || !('mediaType' in document))
      return undefined;
    return typeof document.mediaType === 'string' ? document.mediaType : undefined;
  } catch {
    // Not JSON: the parser of manifests says so.
    return undefined;
  }
}
