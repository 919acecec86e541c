import { type Component, componentId, type Presence } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import { formatPurl } from '#model/purl.ts';

/** Maven coordinates. `group` is empty when nothing tells it. */
export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

/** `group:artifact`, the name that advisories use. */
export function nameOf({ group, artifact }: Coordinates): string {
  return group === '' ? artifact : `${group}:${artifact}`;
}

/**
 * A Java library as a component (purl specification, type maven). Without a group it cannot be looked up anywhere, so it is
 * `generic`.
 */
export function javaComponent(
  coordinates: Coordinates,
  presence: Presence,
  location: Location,
): Component {
  const { group, artifact, version } = coordinates;
  const known = group !== '';
  const purl = formatPurl({
    type: known ? 'maven' : 'generic',
    ...(known && { namespace: group }),
    name: artifact,
    version,
  });
  return {
    id: componentId(purl, location.path),
    purl,
    name: nameOf(coordinates),
    version,
    ecosystem: known ? 'maven' : 'generic',
    presence,
    locations: [location],
  };
}
