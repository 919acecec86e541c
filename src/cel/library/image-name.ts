import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { CelError } from '../value.ts';
import { attempt } from './attempt.ts';
import { parseAuthority } from './url-authority.ts';
import { toBytes } from './url-reference.ts';

/** A reference of a container image with what is left out filled in: `nginx` is `index.docker.io`, `library/nginx`, tag `latest`. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  /** Absent when the reference has a digest: a tag beside a digest says nothing. */
  readonly tag?: string;
  /** `sha256:…`. */
  readonly digest?: string;
}

/**
 * Parses an image reference as Kyverno does (go-containerregistry `name.ParseReference`, weak validation): registry with a dot, a port
 * or `localhost`; sha256 digests only. Throws `input.malformed`.
 */
export function parseImageName(text: string): ImageName {
  if (text.length > 4096) throw new CaissonError('limit.size', 'the image reference is too long');
  return tryTagged(text) ?? parseDigested(text);
}

/** `registry/repository:tag` or `registry/repository@digest`, with everything filled in. */
export function formatImageName({ registry, repository, tag, digest }: ImageName): string {
  return `${registry}/${repository}${digest === undefined ? `:${tag ?? ''}` : `@${digest}`}`;
}

const defaultRegistry = 'index.docker.io';

function malformed(text: string): CaissonError {
  return new CaissonError('input.malformed', `could not parse reference: ${quote(text)}`);
}

function tryTagged(text: string): ImageName | undefined {
  const { base, tag } = splitTag(text);
  if (tag === '' || (tag !== undefined && !/^[A-Za-z0-9_.-]{1,128}$/.test(tag))) return undefined;
  const repository = tryRepository(base);
  return repository && { ...repository, tag: tag ?? 'latest' };
}

/** A colon starts a tag unless a slash follows it: then it was that of a port. */
function splitTag(text: string): { readonly base: string; readonly tag?: string } {
  const colon = text.lastIndexOf(':');
  if (colon < 0 || text.includes('/', colon)) return { base: text };
  return { base: text.slice(0, colon), tag: text.slice(colon + 1) };
}

function parseDigested(text: string): ImageName {
  const parts = text.split('@', 3);
  const [base = '', digest = ''] = parts;
  if (parts.length !== 2 || !/^sha256:[0-9a-f]{64}$/.test(digest)) throw malformed(text);
  const named = tryTagged(base) ?? tryRepository(base);
  if (named === undefined) throw malformed(text);
  return { registry: named.registry, repository: named.repository, digest };
}

function tryRepository(
  text: string,
): { readonly registry: string; readonly repository: string } | undefined {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === 'localhost';
  const path = hasRegistry ? text.slice(slash + 1) : text;
  const registry = hasRegistry ? registryOf(first) : defaultRegistry;
  if (registry === undefined || !/^[a-z0-9_./-]{1,255}$/.test(path)) return undefined;
  const isOfficial = registry === defaultRegistry && !path.includes('/');
  return { registry, repository: isOfficial ? `library/${path}` : path };
}

/** An authority of RFC 3986 §3.2 without a user; the name of Docker's registry has an alias. */
function registryOf(name: string): string | undefined {
  if (name === 'docker.io') return defaultRegistry;
  const bytes = toBytes(name);
  const authority = attempt(() => parseAuthority(bytes));
  const isWhole = !(authority instanceof CelError) && authority.host === bytes;
  return isWhole && authority.user === undefined ? name : undefined;
}
