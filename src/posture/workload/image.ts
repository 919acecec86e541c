/** The name of an image, as `distribution/reference` reads it. */
export interface ImageName {
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** `library/nginx` for `nginx`. */
  readonly repository: string;
  /** Absent where none is written: `latest` is meant unless there is a digest. */
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Splits the name of an image; `undefined` for what no runtime would take. Variables that a template left (`$TAG`, `{{ .tag }}`)
 * make it none.
 */
export function parseImage(image: string): ImageName | undefined {
  const text = image.trim();
  if (text.length > 1024 || /^$|[\s${}<>]|:\/\//.test(text)) return undefined;
  const [named, digest] = cut(text, text.indexOf('@'));
  const colon = named.lastIndexOf(':');
  const [name, tag] = cut(named, colon > named.lastIndexOf('/') ? colon : -1);
  const parts = split(name);
  if (!/^[a-z0-9._/-]+$/i.test(parts.repository)) return undefined;
  if (!/^\w[\w.-]{0,127}$/.test(tag ?? 'latest') || !isDigest(digest)) return undefined;
  return { ...parts, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** `algorithm:encoded` (OCI image-spec v1.1, descriptor, digests); those of known algorithms have their length. Most images have none. */
function isDigest(text: string | undefined): boolean {
  if (text === undefined) return true;
  if (/^(?:sha256|sha512|blake3):/.test(text))
    return /^(?:(?:sha256|blake3):[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
  return /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[\w=-]+$/.test(text);
}

function cut(text: string, at: number): readonly [string, string?] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function split(name: string): { readonly registry: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (slash > 0 && (/[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first)))
    return { registry: first.toLowerCase(), repository: name.slice(slash + 1) };
  return { registry: 'docker.io', repository: slash < 0 ? `library/${name}` : name };
}

/** `ghcr.io/acme/shop`, the form that prefixes of trusted registries are held against. */
export function fullName({ registry, repository }: ImageName): string {
  return `${registry}/${repository}`;
}

/** Tags that a publisher moves from release to release by custom. */
const moving: ReadonlySet<string> = new Set([
  'latest',
  'stable',
  'edge',
  'nightly',
  'main',
  'master',
  'dev',
  'develop',
  'devel',
  'testing',
  'unstable',
  'snapshot',
  'canary',
  'head',
  'next',
  'lts',
  'rolling',
]);

/** Whether a tag is one that moves by custom; no tag means `latest`. */
export function isMovingTag(tag: string | undefined): boolean {
  return tag === undefined || moving.has(tag.toLowerCase());
}

/** Whether the image counts as that of a registry or of a folder in it, given as `ghcr.io/acme/`, `ghcr.io` or `acme/` of Docker Hub. */
export function isFrom(image: ImageName, prefix: string): boolean {
  const wanted = prefix.endsWith('/') ? prefix : `${prefix}/`;
  const name = `${fullName(image)}/`;
  return name.startsWith(wanted) || name.startsWith(`docker.io/${wanted}`);
}

/** The numbers of a tag such as `v2.1.8-alpine`; `undefined` for one that is no version. */
export function versionOf(tag: string | undefined): readonly number[] | undefined {
  const match = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:[-+.]|$)/.exec(tag ?? '');
  if (match === null) return undefined;
  return match.slice(1).map((part) => Number(part ?? 0));
}
