import type { ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { PeerNames } from './address.ts';

/** A behaviour as it was met: its key before directories, domains and ranges collapse, and one raw form for people. */
export interface Sighting {
  readonly key: string;
  readonly example: string;
}

/**
 * How one dimension sees one type of event. `raw` is cheap, unique within the dimension and asked for every event;
 * `sighting` is asked once for each raw form. Both give undefined for what is no behaviour.
 */
export interface Extractor {
  readonly dimension: ProfileDimension;
  readonly raw: (event: RuntimeEvent) => string | undefined;
  readonly sighting: (event: RuntimeEvent, raw: string, names: PeerNames) => Sighting | undefined;
}
