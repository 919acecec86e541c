import { type Component, componentId, type Presence } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import { formatPurl } from '#model/purl.ts';
import type { GoModule } from './module-text.ts';

/** A Go module as a component (purl specification, type golang). The path keeps its case: Go paths differ by case. */
export function goComponent(module: GoModule, presence: Presence, location: Location): Component {
  const at = module.path.lastIndexOf('/');
  const purl = formatPurl({
    type: 'golang',
    ...(at > 0 && { namespace: module.path.slice(0, at) }),
    name: module.path.slice(at + 1),
    version: module.version,
  });
  return {
    id: componentId(purl, location.path),
    purl,
    name: module.path,
    version: module.version,
    ecosystem: 'golang',
    presence,
    locations: [location],
  };
}
