import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { formatBytes, quote } from '#kit/text.ts';
import { type Descriptor, parseDescriptor } from './descriptor.ts';
import { type Fields, fieldsOf, list, member, text, textMap } from './field.ts';
import { isIndexType, isManifestType, isSchema1Type, mediaTypes } from './media-type.ts';

/** One image, or an artifact with one descriptor per file (OCI image-spec v1.1, manifest; Docker schema 2). */
export interface ImageManifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

/** A list of images for several platforms (OCI image-spec v1.1, index; Docker manifest list). */
export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

/** Largest manifest, index or configuration that is read; registries commonly accept no more than 4 MiB. */
export const maxManifestBytes = 4 * 2 ** 20;
const maxLayers = 1024;
const maxManifests = 4096;

/**
 * Parses a manifest or an index; `what` names it in messages. The declared media type must fit the content, and documents
 * that could be read as both are refused (CVE-2021-41190). Throws `input.malformed`, `input.unsupported`, `limit.*`.
 */
export function parseManifest(bytes: Uint8Array, what: string): ImageManifest | ImageIndex {
  const fields = fieldsOf(parseJson(decode(bytes, what), what), what);
  refuseOldSchema(fields);
  const hasManifests = member(fields, 'manifests') !== undefined;
  const hasLayers = member(fields, 'layers') !== undefined;
  const hasConfig = member(fields, 'config') !== undefined;
  if (hasManifests && (hasLayers || hasConfig))
    throw malformed(what, 'has both "manifests" and "layers" or "config"');
  if (hasManifests) return indexFrom(fields);
  if (hasConfig) return manifestFrom(fields);
  const mediaType = text(fields, 'mediaType') ?? '';
  if (isIndexType(mediaType)) return indexFrom(fields);
  throw malformed(what, 'is neither an image manifest nor an index');
}

/** UTF-8 text of a document that is read whole. Throws `limit.size`. */
export function decode(bytes: Uint8Array, what: string): string {
  if (bytes.length <= maxManifestBytes) return new TextDecoder().decode(bytes);
  throw new CaissonError(
    'limit.size',
    `${what} is larger than ${formatBytes(maxManifestBytes)}: ${formatBytes(bytes.length)}`,
  );
}

function manifestFrom(fields: Fields): ImageManifest {
  const layers = list(fields, 'layers', maxLayers);
  return {
    kind: 'manifest',
    mediaType: declaredType(fields, isManifestType, mediaTypes.ociManifest),
    config: parseDescriptor(member(fields, 'config'), `the config of ${fields.what}`),
    layers: layers.map((layer, at) => parseDescriptor(layer, `layer ${at + 1} of ${fields.what}`)),
    ...commonParts(fields),
  };
}

function indexFrom(fields: Fields): ImageIndex {
  const manifests = list(fields, 'manifests', maxManifests);
  return {
    kind: 'index',
    mediaType: declaredType(fields, isIndexType, mediaTypes.ociIndex),
    manifests: manifests.map((entry, at) =>
      parseDescriptor(entry, `manifest ${at + 1} of ${fields.what}`),
    ),
    ...commonParts(fields),
  };
}

function commonParts(fields: Fields): Pick<ImageIndex, 'annotations' | 'artifactType' | 'subject'> {
  const artifactType = text(fields, 'artifactType');
  const subject = member(fields, 'subject');
  return {
    annotations: textMap(fields, 'annotations'),
    ...(artifactType && { artifactType }),
    ...(subject !== undefined && {
      subject: parseDescriptor(subject, `the subject of ${fields.what}`),
    }),
  };
}

function declaredType(
  fields: Fields,
  fits: (mediaType: string) => boolean,
  fallback: string,
): string {
  const mediaType = text(fields, 'mediaType') || fallback;
  if (fits(mediaType)) return mediaType;
  if (isIndexType(mediaType) || isManifestType(mediaType))
    throw malformed(
      fields.what,
      `calls itself ${quote(mediaType)} but its content is another kind`,
    );
  throw new CaissonError(
    'input.unsupported',
    `${fields.what} has the unknown media type ${quote(mediaType.slice(0, 200))}`,
  );
}

function refuseOldSchema(fields: Fields): void {
  const version = member(fields, 'schemaVersion');
  const mediaType = text(fields, 'mediaType') ?? '';
  if (version === 1 || isSchema1Type(mediaType))
    throw new CaissonError(
      'input.unsupported',
      `${fields.what} is a Docker schema 1 manifest, which has no image configuration`,
      { hint: 'push the image again with a current tool, which writes schema 2 or OCI' },
    );
  if (version !== undefined && version !== 2)
    throw malformed(fields.what, 'does not have the schema version 2');
}

function malformed(what: string, problem: string): CaissonError {
  return new CaissonError('input.malformed', `${what} ${problem}`);
}
