import type { Reach } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { type Condition, placedWithin } from '../reach.ts';
import { numberOf, textOf } from '../row.ts';

/** From where something can be reached. */
export type Exposure = AnswerOf<'listImages'>['items'][number]['exposure'];

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

/** Whether something of an asset (a row that is called `alias`) runs: within reach, so that nobody learns what others run. */
export function runsWithin(reach: Reach, alias: string): Condition {
  if (reach === 'all') return { sql: `${alias}.running > 0`, values: [] };
  const within = placedWithin(reach, 'r');
  return {
    sql: `EXISTS (SELECT 1 FROM workload r WHERE r.asset = ${alias}.id AND r.gone_at IS NULL AND r.running > 0 AND ${within.sql})`,
    values: within.values,
  };
}

const worstFirst = ['internet', 'unknown', 'cluster', 'isolated'] as const;

/** The exposure that counts where there are several: what nobody knows may be open, so it is never better than what is known of others. */
export function worstExposure(exposures: readonly string[]): Exposure {
  return worstFirst.find((one) => exposures.includes(one)) ?? 'unknown';
}
