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
  if (tag !== undefined && !tagPattern.test(tag)) return undefined;
  if (digest !== undefined && !digestPattern.test(digest)) return undefined;
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = hasRegistry ? first : 'docker.io';
  const path = hasRegistry ? name.slice(slash + 1) : name;
  if (hasRegistry && !hostName.test(first) && !ipv6.test(first)) return undefined;
  if (name.length > longestName || !path.split('/').every((part) => component.test(part)))
    return undefined;
  const isHub = registry === 'docker.io' || registry === 'index.docker.io';
  return {
    registry: isHub ? 'docker.io' : registry,
    repository: isHub && !path.includes('/') ? `library/${path}` : path,
    hasRegistry,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** Cuts tag and digest off, without a look at whether they are right. */
export function splitReference(text: string): {
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
