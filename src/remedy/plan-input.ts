import type { BaseImage } from '#model/base-image.ts';
import type { Component } from '#model/component.ts';
import type { Finding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { OperatingSystem } from '#model/os.ts';

/** The vulnerabilities of a component after a change, by the ids that findings carry. */
interface Rematched {
  readonly component: Component;
  readonly ids: readonly string[];
}

/**
 * Matches components again as they would be after a change. `os` is given for the components of another base image; otherwise
 * they stand in the artifact's own system. Results may come in any order; a component without vulnerabilities may be left out.
 */
export type Rematch = (
  components: readonly Component[],
  os?: OperatingSystem,
) => readonly Rematched[];

/** An image that is known locally and could take the place of the base image. */
export interface NewerBase {
  /** `docker.io/library/debian:12.11`. */
  readonly reference: string;
  readonly inventory: Inventory;
}

/** What a plan is made of. `findings` are the open ones: not excepted, and not proven harmless. */
export interface PlanInput {
  readonly inventory: Inventory;
  readonly findings: readonly Finding[];
  readonly rematch: Rematch;
  /** Absent: that of the inventory. */
  readonly base?: BaseImage;
  readonly newerBases?: readonly NewerBase[];
  /** Support periods of the operating systems in question: whether a newer base ends a finding about the old one's support. */
  readonly lifecycles?: readonly Lifecycle[];
}
