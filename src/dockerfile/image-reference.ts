/** An image name as people write it (distribution/reference). */
export interface ImageReference {
  /** `docker.io` when none stands there. */
  readonly registry: string;
  /** `library/alpine` for `alpine`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  /** Whether the registry was written. */
  readonly hasRegistry: boolean;
}

const longestName = 255;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const hostName =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?$/;
const ipv6 = /^\[[a-fA-F0-9:]+\](?::[0-9]+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Reads an image name; `undefined` when it is none. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text === '' || text.length > 1024 || /^[a-f0-9]{64}$/.test(text)) return undefined;
  const { name, tag, digest } = splitReference(text);
  const place = placeOf(name);
  if (place === undefined) return undefined;
  if (!isRight(tagPattern, tag) || !isRight(digestPattern, digest)) return undefined;
  return { ...place, ...written({ tag }), ...written({ digest }) };
}

function isRight(pattern: RegExp, part: string | undefined): boolean {
  return part === undefined || pattern.test(part);
}

/** Without what is absent. */
function written(parts: {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}): Pick<ImageReference, 'tag' | 'digest'> {
  const { tag, digest } = parts;
  if (tag !== undefined) return { tag };
  return digest === undefined ? {} : { digest };
}

/** Registry and repository of a name without tag and digest. */
function placeOf(
  name: string,
): Pick<ImageReference, 'registry' | 'repository' | 'hasRegistry'> | undefined {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasRegistry = isRegistry(first);
  const path = hasRegistry ? name.slice(slash + 1) : name;
  if (!isRepository(path) || name.length > longestName) return undefined;
  if (!hasRegistry || hubHosts.has(first)) return { ...onHub(path), hasRegistry };
  const isHost = hostName.test(first) || ipv6.test(first);
  return isHost ? { registry: first, repository: path, hasRegistry } : undefined;
}

function onHub(path: string): Pick<ImageReference, 'registry' | 'repository'> {
  return { registry: 'docker.io', repository: path.includes('/') ? path : `library/${path}` };
}

const hubHosts = new Set(['docker.io', 'index.docker.io']);

function isRepository(path: string): boolean {
  return path.split('/').every((part) => component.test(part));
}

/** Whether the first part of a name is a host: it has a dot, a port or capitals. */
function isRegistry(first: string): boolean {
  return /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
}

/** Cuts tag and digest off, without a look at whether they are right. */
function splitReference(text: string): {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
} {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const rest = at === -1 ? text : text.slice(0, at);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : rest.slice(colon + 1);
  return {
    name: colon === -1 ? rest : rest.slice(0, colon),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}
