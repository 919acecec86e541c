import type { FileView } from '#contract/source.ts';
import { componentId } from '#model/component.ts';
import type { ComponentObservation } from '#model/observation.ts';
import { locationOf, type PackageFacts } from '../package-component.ts';

/**
 * A component that stands at `path`, the directory it is installed in, and not at the file that tells of it: so several
 * files that tell of it make one component.
 */
export function placedComponent(
  file: FileView,
  path: string,
  facts: PackageFacts,
): ComponentObservation {
  return {
    type: 'component',
    component: {
      ...facts,
      id: componentId(facts.purl, path),
      locations: [{ ...locationOf(file), path }],
    },
  };
}
