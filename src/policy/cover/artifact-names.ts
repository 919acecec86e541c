import type { Artifact, ImageFacts } from '#model/artifact.ts';
import type { Purl } from '#model/purl.ts';

/** What an artifact is called, in the forms that VEX statements use. */
export interface ArtifactNames {
  /** Reference and image names as they are, and in full (`docker.io/library/debian:12`). */
  readonly names: ReadonlySet<string>;
  /** Image id, manifest and index digests, and those that the names state. */
  readonly digests: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  readonly architecture?: string;
}

/** Gathers the names of an artifact from its reference and, for an image, its facts. */
export function namesOfArtifact(artifact: Artifact, image: ImageFacts | undefined): ArtifactNames {
  const written = [artifact.reference, ...(image?.names ?? [])];
  const parsed = written.map(splitName);
  const digests = [artifact.digest, image?.id, image?.manifestDigest, image?.indexDigest];
  return {
    names: new Set([...written, ...parsed.map(({ full }) => full)]),
    digests: new Set([...digests, ...parsed.map(({ digest }) => digest)].filter(isText)),
    repositories: new Set(parsed.map(({ repository }) => repository)),
    tags: new Set(parsed.map(({ tag }) => tag).filter(isText)),
    ...(image !== undefined && { architecture: image.platform.architecture }),
  };
}

/** Whether a name or IRI is one of the artifact: in full or as people shorten it. */
export function isNameOf(text: string, { names, digests }: ArtifactNames): boolean {
  return names.has(text) || digests.has(text) || names.has(splitName(text).full);
}

/** Whether a package URL of type `oci` or `docker` names an image; `undefined` for other types. */
export function namesImage(purl: Purl, artifact: ArtifactNames): boolean | undefined {
  if (purl.type !== 'oci' && purl.type !== 'docker') return undefined;
  const { repository_url: url, tag, arch } = purl.qualifiers ?? {};
  return (
    isRepository(purl, url, artifact) &&
    isVersion(purl, artifact) &&
    (tag === undefined || artifact.tags.has(tag)) &&
    (arch === undefined || artifact.architecture === undefined || arch === artifact.architecture)
  );
}

/** A digest says all there is to say; without one the repository must be the same. */
function isRepository(purl: Purl, url: string | undefined, artifact: ArtifactNames): boolean {
  const digest = purl.version ?? '';
  if (digest.includes(':') && artifact.digests.has(digest)) return true;
  const name = purl.namespace === undefined ? purl.name : `${purl.namespace}/${purl.name}`;
  const repositories = [...artifact.repositories];
  if (url !== undefined) {
    const full = splitName(url).repository;
    const joined = splitName(`${url}/${name}`).repository;
    return repositories.some((one) => one === full || one === joined);
  }
  const isHub = purl.type === 'docker';
  return repositories.some((one) =>
    isHub ? one === splitName(name).repository : one.slice(one.lastIndexOf('/') + 1) === name,
  );
}

function isVersion({ version }: Purl, { digests, tags }: ArtifactNames): boolean {
  return version === undefined || digests.has(version) || tags.has(version);
}

interface NameParts {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly full: string;
}

/** A reference in its parts, with the registry and namespace that Docker leaves out. */
function splitName(text: string): NameParts {
  const plain = text.replace(/^(?:https?|oci|docker|registry|podman|containerd):(?:\/\/)?/, '');
  const at = plain.indexOf('@');
  const digest = at === -1 ? undefined : plain.slice(at + 1);
  const name = at === -1 ? plain : plain.slice(0, at);
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  const repository = inFull((hasTag ? name.slice(0, colon) : name).toLowerCase());
  const ending = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return {
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
    full: `${repository}${ending}`,
  };
}

function inFull(repository: string): string {
  const path = repository.replace(/^(?:index\.|registry-1\.)?docker\.io\//, '');
  const [first = ''] = path.split('/', 1);
  const hasHost = path.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  if (hasHost) return path;
  return path.includes('/') ? `docker.io/${path}` : `docker.io/library/${path}`;
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
