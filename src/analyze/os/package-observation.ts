import { normalizePath } from '#kit/path.ts';
import { type Component, componentId } from '#model/component.ts';
import { ecosystems } from '#model/ecosystem.ts';
import type { ComponentObservation, OwnershipObservation } from '#model/observation.ts';
import { formatPurl, type Purl } from '#model/purl.ts';

/** What a package database states of a package. Empty texts and lists are left out of the component. */
export interface PackageFacts
  extends Pick<
    Component,
    | 'name'
    | 'version'
    | 'source'
    | 'architecture'
    | 'licenses'
    | 'requires'
    | 'provides'
    | 'supplier'
    | 'modularity'
    | 'thirdParty'
  > {
  /** `name` and `version` only where they differ from the component's. A type that is no ecosystem of ours makes it `generic`. */
  readonly purl: Omit<Purl, 'name' | 'subpath'> & { readonly name?: string };
}

/**
 * A package that stands in the database `path`. Its purl lacks namespace and `distro`, which one file does not tell:
 * `completePurl` adds them when the operating system is known.
 */
export function packageObservation(path: string, facts: PackageFacts): ComponentObservation {
  const { purl: parts, name, version, ...rest } = facts;
  const purl = formatPurl({ name, version, ...parts });
  const told = Object.entries(rest).filter(
    ([, value]: readonly [string, unknown]) =>
      value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return {
    type: 'component',
    component: {
      ...Object.fromEntries(told),
      id: componentId(purl, path),
      name,
      version,
      purl,
      ecosystem: ecosystems.find((ecosystem) => ecosystem === parts.type) ?? 'generic',
      presence: 'installed',
      locations: [{ path }],
    },
  };
}

/** Digests by place in the list of files; '' where nothing was recorded or the file may be changed. */
type ListedDigests = NonNullable<OwnershipObservation['digests']>;

/** The files of a package, normalised; nothing when there are none. */
export function* ownershipObservations(
  path: string,
  owner: Pick<OwnershipObservation, 'ecosystem' | 'package'>,
  listed: readonly string[],
  digests?: ListedDigests,
): Iterable<OwnershipObservation> {
  const paths: string[] = [];
  const values: string[] = [];
  for (const [at, raw] of listed.entries()) {
    const normal = normalizePath(raw);
    if (normal === undefined) continue;
    paths.push(normal);
    if (digests !== undefined) values.push(digests.values[at] ?? '');
  }
  if (paths.length === 0) return;
  const recorded = digests !== undefined && values.some((value) => value !== '');
  yield {
    type: 'ownership',
    location: { path },
    ...owner,
    paths,
    ...(recorded && { digests: { algorithm: digests.algorithm, values } }),
  };
}
