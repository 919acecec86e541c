import type { Target } from './authorizer.ts';
import { apiHost, canonicalRegistry, type ImageReference } from './reference.ts';

/** One place that serves a repository: the registry itself or a mirror of it. */
export interface Endpoint {
  readonly target: Target;
  /** Appended to paths: mirrors of several registries are told whose content is wanted (containerd's `ns`). */
  readonly query: string;
}

/** The registry of a reference. */
export function originOf(reference: ImageReference, actions: Target['actions']): Endpoint {
  const { registry, repository } = reference;
  return { target: { registry, host: apiHost(registry), repository, actions }, query: '' };
}

/** Without mirrors that could not be reached before; the registry itself is always asked. */
export function living(
  endpoints: readonly Endpoint[],
  dead: ReadonlySet<string>,
): readonly Endpoint[] {
  return endpoints.filter(({ target, query }) => query === '' || !dead.has(target.host));
}

/** The mirrors of a reference's registry, in their order. */
export function mirrorsOf(
  reference: ImageReference,
  mirrors: ReadonlyMap<string, readonly string[]>,
): readonly Endpoint[] {
  return (mirrors.get(reference.registry) ?? []).map((mirror) => {
    const bare = mirror.replace(/^https?:\/\//, '').replace(/\/+$/, '');
    const slash = bare.indexOf('/');
    const host = slash < 0 ? bare : bare.slice(0, slash);
    const prefix = slash < 0 ? '' : `${bare.slice(slash + 1)}/`;
    return {
      target: {
        registry: canonicalRegistry(host),
        host: apiHost(canonicalRegistry(host)),
        repository: `${prefix}${reference.repository}`,
        actions: 'pull',
      },
      query: `?ns=${encodeURIComponent(reference.registry)}`,
    };
  });
}
