import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';

/** An image reference in parts, as Kyverno shows them to policies (`images.containers.web.registry`). */
export interface ImageInfo {
  readonly registry: string;
  readonly path: string;
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const host = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const reference = new RegExp(
  `^(${host}(?:\\.${host})*(?::\\d+)?|\\[[a-fA-F0-9:]+\\](?::\\d+)?)/` +
    `(${component}(?:/${component})*)` +
    '(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?' +
    '(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$',
);

/**
 * Reads a reference (distribution/reference), with `docker.io` where no registry is named and the tag `latest` where there is neither
 * tag nor digest. Throws `input.malformed`.
 */
export function parseImage(text: string): ImageInfo {
  const match = text.length > 512 ? null : reference.exec(withRegistry(text));
  if (match === null)
    throw new CaissonError('input.malformed', `bad image: ${quote(text.slice(0, 512))}`);
  const [, registry = '', path = '', tag = '', digest = ''] = match;
  return {
    registry,
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    tag: tag === '' && digest === '' ? 'latest' : tag,
    digest,
  };
}

function withRegistry(text: string): string {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isPath =
    slash < 0 || (!/[.:]/.test(first) && first !== 'localhost' && first.toLowerCase() === first);
  return isPath ? `docker.io/${text}` : text;
}

/** The whole reference: `docker.io/nginx:1.27`. */
export function imageText({ registry, path, tag, digest }: ImageInfo): string {
  return `${registry}/${path}${digest === '' ? `:${tag}` : `@${digest}`}`;
}

/** The parts as policies see them; what is empty is left out, except name and path. */
export function imageJson(info: ImageInfo, jsonPointer: string): JsonObject {
  const { registry, path, name, tag, digest } = info;
  return {
    registry,
    name,
    path,
    ...(tag !== '' && { tag }),
    ...(digest !== '' && { digest }),
    reference: imageText(info),
    referenceWithTag: `${registry}/${path}:${tag}`,
    jsonPointer,
  };
}
