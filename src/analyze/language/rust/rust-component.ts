import { type Component, componentId, type Presence } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import { formatPurl } from '#model/purl.ts';

/** A crate as a component (purl specification, type cargo). */
export function rustComponent(
  crate: { readonly name: string; readonly version: string },
  presence: Presence,
  location: Location,
): Component {
  const purl = formatPurl({ type: 'cargo', name: crate.name, version: crate.version });
  return {
    id: componentId(purl, location.path),
    purl,
    name: crate.name,
    version: crate.version,
    ecosystem: 'cargo',
    presence,
    locations: [location],
  };
}
