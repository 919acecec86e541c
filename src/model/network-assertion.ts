import type { Location } from './location.ts';
import type { NetworkConnection } from './network.ts';

/** A line of a file of expectations, and whether the network keeps it. */
export interface AssertionResult {
  readonly location: Location;
  readonly text: string;
  readonly isKept: boolean;
  /** Connections that break it, at most 20; for `allow`, those that are missing with the ports that are. */
  readonly counterexamples: readonly NetworkConnection[];
  /** One sentence for people. */
  readonly message: string;
}
