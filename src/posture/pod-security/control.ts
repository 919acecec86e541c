import type { PodSecurityControl, PodSecurityPlace } from '#model/pod-security.ts';
import type { PodFacts } from './facts.ts';

/** One control of the Pod Security Standards. */
export interface Control {
  readonly id: PodSecurityControl;
  readonly level: 'baseline' | 'restricted';
  /** First minor version that has it. */
  readonly since: number;
  /** The control of `baseline` that it takes the place of, in `restricted`. It must forbid all that the other forbids. */
  readonly insteadOf?: PodSecurityControl;
  /** All fields that break it. */
  readonly find: (facts: PodFacts) => readonly PodSecurityPlace[];
  /** What is wrong with such fields, none of them left out. */
  readonly say: (places: readonly PodSecurityPlace[]) => string;
}
