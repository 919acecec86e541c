import type { SqlRow } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';
import type { Exposure } from '../runtime/published.ts';

/** What the workloads of an asset say together. */
export interface Standing {
  readonly exposure: Exposure;
  readonly running: number;
  readonly privileged: boolean;
}

/** From columns `exposure`, `running` and `privileged` of workloads. The worst of them counts. */
export function standingOf(workloads: readonly SqlRow[]): Standing {
  return {
    exposure: worstExposure(workloads.map((row) => textOf(row, 'exposure'))),
    running: workloads.reduce((sum, row) => sum + numberOf(row, 'running'), 0),
    privileged: workloads.some((row) => numberOf(row, 'privileged') === 1),
  };
}

const worstFirst = ['internet', 'unknown', 'cluster', 'isolated'] as const;

/** The exposure that counts where there are several: what nobody knows may be open, so it is never better than what is known of others. */
export function worstExposure(exposures: readonly string[]): Exposure {
  return worstFirst.find((one) => exposures.includes(one)) ?? 'unknown';
}
