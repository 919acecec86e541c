import type { Component } from '#model/component.ts';
import type { VulnerabilityFinding } from '#model/finding.ts';
import type { Tier } from '#model/risk.ts';

/** From where a workload can be reached. */
export const exposures = ['isolated', 'cluster', 'internet'] as const;
export type Exposure = (typeof exposures)[number];

/** What an intruder has in hand once the workload is taken over. */
export const blasts = ['restricted', 'secrets', 'node'] as const;
export type Blast = (typeof blasts)[number];

/** Whether code of the component was seen in use; `unknown` counts as loaded. */
export const usages = ['not-loaded', 'unknown', 'loaded'] as const;
export type Usage = (typeof usages)[number];

/** What is known of the place where a finding stands. What is left out is assumed, and every result says so. */
export interface RiskContext {
  /** RFC 3339; only decides whether a due date has passed. */
  readonly now: string;
  /** What the person expects or the cluster states; absent: `cluster`, for something that runs `internet`. */
  readonly exposure?: Exposure;
  /** Absent: `secrets`. */
  readonly blast?: Blast;
  /** What a sensor observed; `undefined` where nobody looked long enough. */
  readonly usageOf?: (component: Component) => 'loaded' | 'not-loaded' | undefined;
  /** Whether the artifact is known to run, as a running container does. */
  readonly runs?: boolean;
  /** Whether the image starts its program as root: told with the blast radius, changes nothing. */
  readonly runsAsRoot?: boolean;
  /** Whether a sensor saw the vulnerability being used here, in words (`incident "…"`) with the day. */
  readonly seenExploited?: (
    finding: VulnerabilityFinding,
  ) => { readonly source: string; readonly date: string } | undefined;
  /** Days that a tier allows, in place of the defaults. */
  readonly days?: Partial<Readonly<Record<Tier, number>>>;
}
