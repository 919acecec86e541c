import type { Inventory } from '#model/inventory.ts';
import { formatPurl } from '#model/purl.ts';

/** `pkg:oci/shop@sha256:…?repository_url=…` of an image whose manifest digest is known (purl types, oci). */
export function imagePurl({ artifact, image }: Inventory): string | undefined {
  const digest = image?.manifestDigest ?? image?.indexDigest;
  if (image === undefined || digest === undefined) return undefined;
  const reference = (image.names[0] ?? artifact.reference).toWellFormed();
  const [repository, tag] = splitTag(reference.slice(0, `${reference}@`.indexOf('@')));
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  if (name === '') return undefined;
  const qualifiers = {
    arch: image.platform.architecture.toWellFormed(),
    repository_url: repository.toLowerCase(),
    tag: tag ?? '',
  };
  return formatPurl({ type: 'oci', name, version: digest, qualifiers });
}

/** A colon after the last slash starts a tag; one before it belongs to a port. */
function splitTag(name: string): readonly [string, string | undefined] {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/')
    ? [name.slice(0, colon), name.slice(colon + 1)]
    : [name, undefined];
}
