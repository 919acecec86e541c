import { createHash } from 'node:crypto';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Platform } from '#model/artifact.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import { type Fields, fieldsOf, member, object, text, textMap, texts } from './field.ts';

/** A reference to content: what it is, how to verify it (OCI image-spec v1.1, descriptor). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly annotations: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly artifactType?: string;
  /** Where foreign layers are said to be; never fetched. */
  readonly urls: readonly string[];
  /** The content itself, already checked against digest and size. */
  readonly data?: Uint8Array;
}

const maxUrls = 64;

/** Decodes a descriptor. Throws `input.malformed`, `input.unsupported` (digest) and `integrity.digest-mismatch` (data). */
export function parseDescriptor(value: unknown, what: string): Descriptor {
  const fields = fieldsOf(value, what);
  const descriptor = {
    mediaType: text(fields, 'mediaType') ?? '',
    digest: digestOf(fields),
    sizeBytes: sizeOf(fields),
    annotations: textMap(fields, 'annotations'),
    urls: texts(fields, 'urls', maxUrls),
    ...platformOf(fields),
    ...artifactTypeOf(fields),
  };
  const data = text(fields, 'data');
  if (data === undefined) return descriptor;
  return { ...descriptor, data: verifiedData(data, descriptor, what) };
}

function digestOf(fields: Fields): Digest {
  const digest = text(fields, 'digest') ?? '';
  if (isDigest(digest)) return digest;
  const known = /^sha(?:256|512):/.test(digest) || !digest.includes(':');
  throw new CaissonError(
    known ? 'input.malformed' : 'input.unsupported',
    `the digest ${quote(digest.slice(0, 200))} of ${fields.what} is not sha256 or sha512`,
  );
}

function sizeOf(fields: Fields): number {
  const size = member(fields, 'size');
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw new CaissonError('input.malformed', `the size of ${fields.what} is not a number of bytes`);
}

function platformOf(fields: Fields): { readonly platform?: Platform } {
  const platform = object(fields, 'platform');
  if (platform === undefined) return {};
  const variant = text(platform, 'variant');
  return {
    platform: {
      os: text(platform, 'os') ?? '',
      architecture: text(platform, 'architecture') ?? '',
      ...(variant && { variant }),
    },
  };
}

function artifactTypeOf(fields: Fields): { readonly artifactType?: string } {
  const artifactType = text(fields, 'artifactType');
  return artifactType ? { artifactType } : {};
}

function verifiedData(
  data: string,
  claimed: { readonly digest: Digest; readonly sizeBytes: number },
  what: string,
): Uint8Array {
  const bytes = Buffer.from(data, 'base64');
  const algorithm = claimed.digest.slice(0, claimed.digest.indexOf(':'));
  const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (bytes.length === claimed.sizeBytes && actual === claimed.digest) return bytes;
  throw new CaissonError(
    'integrity.digest-mismatch',
    `the embedded data of ${what} does not match its digest ${claimed.digest}`,
  );
}
