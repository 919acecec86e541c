import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type Digest, isDigest } from '#model/digest.ts';

/** The parts of an image name. With a digest the tag is for people only: the digest decides. */
export interface ImageReference {
  /** Host with port as written, lower case where it has a dot or a port; `docker.io` for Docker Hub, whatever alias was used. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const maxChars = 1024;
const maxRepositoryChars = 255;
const hubNames = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const domainForm =
  /^(?:\[[0-9a-fA-F:]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::[0-9]{1,5})?$/;
const componentForm = /^[a-z0-9]+(?:(?:__|[._]|-+)[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * Parses `[registry/]name[:tag][@digest]` (grammar of distribution/reference). Without a registry it is Docker Hub, whose
 * one-part names lie below `library/`; without tag and digest the tag is `latest`. Throws `usage.invalid-argument`.
 */
export function parseImageReference(text: string): ImageReference {
  if (text === '' || text.length > maxChars) throw invalid(text, 'it is empty or too long');
  const [named, digest] = splitDigest(text);
  const [domain, path] = splitDomain(named);
  const [name, tag] = splitTag(path);
  const registry = canonicalRegistry(domain ?? 'docker.io');
  const repository = registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
  checkParts(text, registry, repository);
  if (tag !== undefined && !tagForm.test(tag)) throw invalid(text, 'the tag is malformed');
  return { registry, repository, ...version(tag, digest) };
}

function version(
  tag: string | undefined,
  digest: Digest | undefined,
): Pick<ImageReference, 'tag' | 'digest'> {
  if (digest === undefined) return { tag: tag ?? 'latest' };
  return tag === undefined ? { digest } : { tag, digest };
}

/** Whether `text` could name an image at all; for guesses on bare names. */
export function isImageReference(text: string): boolean {
  try {
    parseImageReference(text);
    return true;
  } catch {
    return false;
  }
}

/** `registry/repository[:tag][@digest]` in full. */
export function formatReference(reference: ImageReference): string {
  const { tag, digest } = reference;
  return `${formatRepository(reference)}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

/** `registry/repository`. */
export function formatRepository(reference: ImageReference): string {
  return `${reference.registry}/${reference.repository}`;
}

/**
 * One name for each registry: lower case, the aliases of Docker Hub are `docker.io`. A bare `HOST` keeps its case, which
 * alone tells it from a part of a repository.
 */
export function canonicalRegistry(host: string): string {
  const lower = host.toLowerCase();
  if (!/[.:]/.test(lower) && lower !== 'localhost') return host;
  return hubNames.has(lower) ? 'docker.io' : lower;
}

/** The host that serves the registry's API. */
export function apiHost(registry: string): string {
  return registry === 'docker.io' ? 'registry-1.docker.io' : registry;
}

function splitDigest(text: string): readonly [string, Digest | undefined] {
  const at = text.indexOf('@');
  if (at < 0) return [text, undefined];
  const digest = text.slice(at + 1);
  if (!isDigest(digest)) throw invalid(text, 'what follows "@" is not a sha256 or sha512 digest');
  return [text.slice(0, at), digest];
}

function splitDomain(named: string): readonly [string | undefined, string] {
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const isDomain = /[.:[]/.test(first) || first === 'localhost' || /[A-Z]/.test(first);
  return isDomain ? [first, named.slice(slash + 1)] : [undefined, named];
}

function splitTag(path: string): readonly [string, string | undefined] {
  const colon = path.lastIndexOf(':');
  return colon < 0 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
}

function checkParts(text: string, registry: string, repository: string): void {
  if (!domainForm.test(registry)) throw invalid(text, 'the registry is not a host name');
  if (repository.length > maxRepositoryChars) throw invalid(text, 'the repository is too long');
  if (repository.split('/').every((part) => componentForm.test(part))) return;
  const upper = /[A-Z]/.test(repository);
  throw invalid(
    text,
    upper ? 'a repository is written in lower case' : 'the repository is malformed',
  );
}

function invalid(text: string, why: string): CaissonError {
  return new CaissonError(
    'usage.invalid-argument',
    `${quote(text.slice(0, 300))} is not an image reference: ${why}`,
    { hint: 'write [registry/]name[:tag][@digest], for example registry.local:5000/shop:1.4' },
  );
}
