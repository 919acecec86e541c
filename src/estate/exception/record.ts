import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { numberOf, optionalNumberOf, textOf } from '../row.ts';

/** When an exception ends by itself. */
export type ExceptionEnd = 'date' | 'fixed' | 'exploited' | 'image-changed';
type ExceptionState = 'requested' | 'active' | 'rejected' | 'ended';

/** An exception as it is stored: the one object that lists, gates, reports and notices evaluate. Members of the scope that are empty mean any. */
export interface StoredException {
  readonly id: string;
  readonly rule: string;
  readonly component: string;
  readonly asset: number;
  readonly repository: string;
  readonly workload: number;
  readonly cluster: string;
  readonly namespace: string;
  readonly justification: string;
  readonly reason: string;
  readonly evidence: string;
  readonly owner: string;
  readonly requestedBy: string;
  readonly requestedById: string;
  readonly requested: number;
  readonly state: ExceptionState;
  readonly approvedBy: string;
  readonly approved?: number;
  readonly ends: readonly ExceptionEnd[];
  readonly expires?: number;
  readonly endedReason: string;
  readonly version: number;
}

/** The part of it that says what it is about. */
export type ExceptionScope = Pick<
  StoredException,
  'rule' | 'component' | 'asset' | 'repository' | 'workload' | 'cluster' | 'namespace'
>;

const states = ['requested', 'active', 'rejected', 'ended'] as const;
const allEnds = ['date', 'fixed', 'exploited', 'image-changed'] as const;

/** Reads a row of the table `exception`. */
export function toException(row: SqlRow): StoredException {
  const [approved, expires] = [optionalNumberOf(row, 'approved'), optionalNumberOf(row, 'expires')];
  const ends = textOf(row, 'ends').split(' ');
  return {
    id: textOf(row, 'id'),
    rule: textOf(row, 'rule'),
    component: textOf(row, 'component'),
    asset: numberOf(row, 'asset'),
    repository: textOf(row, 'repository'),
    workload: numberOf(row, 'workload'),
    cluster: textOf(row, 'cluster'),
    namespace: textOf(row, 'namespace'),
    justification: textOf(row, 'justification'),
    reason: textOf(row, 'reason'),
    evidence: textOf(row, 'evidence'),
    owner: textOf(row, 'owner'),
    requestedBy: textOf(row, 'requested_by'),
    requestedById: textOf(row, 'requested_by_id'),
    requested: numberOf(row, 'requested'),
    state: states.find((one) => one === textOf(row, 'state')) ?? 'ended',
    approvedBy: textOf(row, 'approved_by'),
    ...(approved !== undefined && { approved }),
    ends: allEnds.filter((one) => ends.includes(one)),
    ...(expires !== undefined && { expires }),
    endedReason: textOf(row, 'ended_reason'),
    version: numberOf(row, 'version'),
  };
}

/** Exceptions that count now. */
export async function activeExceptions(reader: SqlReader): Promise<readonly StoredException[]> {
  const rows = await reader.all(`SELECT * FROM exception WHERE state = 'active' ORDER BY id`);
  return rows.map(toException);
}
