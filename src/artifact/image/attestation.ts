import type { Scope } from '#contract/scope.ts';
import type { Attestation } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Digest } from '#model/digest.ts';
import type { Descriptor } from './descriptor.ts';
import { type ImageIndex, type ImageManifest, parseManifest } from './manifest.ts';

/** Brings what descriptors name, verified. */
export interface AttestationReader {
  manifest(descriptor: Descriptor): Promise<Uint8Array>;
  blob(descriptor: Descriptor): Promise<Uint8Array>;
  /** Which statements are worth their transfer, by predicate type. */
  isWanted(predicateType: string): boolean;
}

/** The image that statements are about. */
export interface AttestedImage {
  readonly manifestDigest: Digest;
  readonly indexDigest?: Digest;
}

const referenceType = 'vnd.docker.reference.type';
const referenceDigest = 'vnd.docker.reference.digest';
const predicateAnnotation = 'in-toto.io/predicate-type';
const statementTypes =
  /^application\/(?:vnd\.in-toto(?:\.[\w.-]+)?\+json|vnd\.dsse\.envelope\.v1\+json|vnd\.dev\.sigstore\.bundle(?:\.v[0-9.]+)?\+json)/;
/** All statements of an image together. */
const maxBytes = 4 * 2 ** 20;
const maxStatements = 16;

/** The entries of an index that hold statements about one of its images (BuildKit, attestation storage). */
export function attestationsListed(
  index: ImageIndex | undefined,
  { manifestDigest }: AttestedImage,
): readonly Descriptor[] {
  return (index?.manifests ?? []).filter(
    ({ annotations }) =>
      annotations[referenceType] === 'attestation-manifest' &&
      annotations[referenceDigest] === manifestDigest,
  );
}

/** Whether a descriptor of an index or of the referrers API leads to in-toto statements. */
export function isAttestation({ artifactType = '' }: Descriptor): boolean {
  return (
    statementTypes.test(artifactType) ||
    artifactType === 'application/vnd.docker.attestation.manifest.v1+json'
  );
}

/**
 * The statements in attestation manifests, at most 4 MiB together. They are evidence and not the image: what is missing,
 * damaged, about another image or too large is left out and logged, never an error. Nothing of it is verified.
 */
export async function readAttestations(
  manifests: readonly Descriptor[],
  image: AttestedImage,
  reader: AttestationReader,
  scope: Scope,
): Promise<readonly Attestation[]> {
  const reading: Reading = {
    image,
    reader,
    scope,
    budget: { bytes: maxBytes, statements: maxStatements },
  };
  const found: Attestation[] = [];
  for (const entry of manifests) {
    try {
      for await (const attestation of statementsIn(entry, reading)) found.push(attestation);
    } catch (error) {
      scope.signal.throwIfAborted();
      if (!isCaissonError(error)) throw error;
      scope.log.debug('attestation not read', { digest: entry.digest, code: error.code, error });
    }
  }
  return found;
}

interface Reading {
  readonly image: AttestedImage;
  readonly reader: AttestationReader;
  readonly scope: Scope;
  readonly budget: { bytes: number; statements: number };
}

async function* statementsIn(
  entry: Descriptor,
  { image, reader, scope, budget }: Reading,
): AsyncGenerator<Attestation, void, undefined> {
  if (budget.statements <= 0) return;
  for (const descriptor of await statementsOf(entry, reader)) {
    if (!spend(budget, descriptor.sizeBytes)) continue;
    const bytes = descriptor.data ?? (await reader.blob(descriptor));
    yield* parseStatement(bytes, image, scope);
  }
}

function spend(budget: Reading['budget'], sizeBytes: number): boolean {
  if (sizeBytes > budget.bytes || budget.statements <= 0) return false;
  budget.bytes -= sizeBytes;
  budget.statements -= 1;
  return true;
}

async function statementsOf(
  entry: Descriptor,
  reader: AttestationReader,
): Promise<readonly Descriptor[]> {
  const bytes = entry.data ?? (await reader.manifest(entry));
  const manifest = parseManifest(bytes, `the attestation ${entry.digest}`);
  if (manifest.kind === 'index') return [];
  return manifest.layers.filter((layer) => isWanted(layer, manifest, reader));
}

function isWanted(
  { mediaType, annotations }: Descriptor,
  manifest: ImageManifest,
  reader: AttestationReader,
): boolean {
  if (!statementTypes.test(mediaType)) return false;
  const stated = annotations[predicateAnnotation] ?? manifest.annotations[bundlePredicate];
  return stated === undefined || reader.isWanted(stated);
}

/** How Sigstore bundles state it, on the manifest. */
const bundlePredicate = 'dev.sigstore.bundle.predicateType';

/**
 * An in-toto statement, bare, in a DSSE envelope or in a Sigstore bundle around one; empty when it is about another image.
 * Throws `input.malformed`, `limit.depth`.
 */
function parseStatement(
  bytes: Uint8Array,
  image: AttestedImage,
  scope: Scope,
): readonly Attestation[] {
  const statement = unwrap(parseBounded(bytes, scope), scope);
  const predicateType = isRecord(statement) ? statement['predicateType'] : undefined;
  if (!isRecord(statement) || typeof predicateType !== 'string')
    throw new CaissonError('input.malformed', 'the attestation is no in-toto statement');
  if (!isAbout(statement['subject'], image)) return [];
  return [{ predicateType, statement, verified: false }];
}

function unwrap(document: unknown, scope: Scope): unknown {
  if (!isRecord(document)) return document;
  const inner = document['dsseEnvelope'];
  const envelope = isRecord(inner) ? inner : document;
  const { payload } = envelope;
  if (typeof payload !== 'string') return document;
  return parseBounded(Buffer.from(payload, 'base64'), scope);
}

function parseBounded(bytes: Uint8Array, { limits }: Scope): unknown {
  if (depthOf(bytes) > limits.maxDepth)
    throw new CaissonError('limit.depth', 'the attestation is nested too deeply');
  return parseJson(new TextDecoder().decode(bytes), 'the attestation');
}

const [quoteMark, backslash, openBrace, openBracket, closeBrace, closeBracket] =
  Buffer.from('"\\{[}]');

/** How deeply JSON text is nested. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inText && byte === backslash) at += 1;
    else if (byte === quoteMark) inText = !inText;
    else if (!inText) depth += stepOf(byte);
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

function stepOf(byte: number | undefined): number {
  if (byte === openBrace || byte === openBracket) return 1;
  return byte === closeBrace || byte === closeBracket ? -1 : 0;
}

/** Subjects that name other digests are about something else; without any there is nothing to compare. */
function isAbout(subjects: unknown, { manifestDigest, indexDigest }: AttestedImage): boolean {
  if (!Array.isArray(subjects)) return true;
  const digests = subjects.flatMap((subject: unknown) => {
    const digest = isRecord(subject) ? subject['digest'] : undefined;
    const sha256 = isRecord(digest) ? digest['sha256'] : undefined;
    return typeof sha256 === 'string' ? [`sha256:${sha256}`] : [];
  });
  const own: readonly (string | undefined)[] = [manifestDigest, indexDigest];
  return digests.length === 0 || digests.some((digest) => own.includes(digest));
}
