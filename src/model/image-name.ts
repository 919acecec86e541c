const hub = 'docker.io';

/** An image name in full: `debian:12` is `docker.io/library/debian:12`. What has no tag and no digest stays so. */
export function fullName(name: string): string {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  if (first === 'index.docker.io' || first === 'registry-1.docker.io')
    return fullName(`${hub}${name.slice(slash)}`);
  if (first === hub) {
    const rest = name.slice(slash + 1);
    return rest.includes('/') ? name : `${hub}/library/${rest}`;
  }
  if (/[.:]/.test(first) || first === 'localhost') return name;
  return slash === -1 ? `${hub}/library/${name}` : `${hub}/${name}`;
}

/** The repository of an image name, in full, without tag and digest. */
export function repositoryOf(name: string): string {
  const full = fullName(name.split('@', 1)[0] ?? name);
  const colon = full.lastIndexOf(':');
  return colon > full.lastIndexOf('/') ? full.slice(0, colon) : full;
}

/** The tag of an image name; empty where it has none, or is by digest. */
export function tagOf(name: string): string {
  const colon = name.lastIndexOf(':');
  return !name.includes('@') && colon > name.lastIndexOf('/') ? name.slice(colon + 1) : '';
}
