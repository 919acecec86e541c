import type { AuditLog, Caller, ChangeLog, Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlReader, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import type { ChangeKind } from '#wire/change-kind.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { storable } from '../row.ts';
import { applyExceptions } from './apply.ts';
import {
  type ExceptionEnd,
  type ExceptionScope,
  type StoredException,
  toException,
} from './record.ts';

const never = Number.MAX_SAFE_INTEGER;

/** What a request states. */
export interface ExceptionRequest {
  readonly scope: ExceptionScope;
  readonly justification: string;
  readonly reason: string;
  readonly evidence?: string;
  readonly owner: string;
  readonly ends: readonly ExceptionEnd[];
  readonly expires?: number;
}

/** What a person's step needs to be written down. */
export interface StepContext {
  readonly caller: Caller;
  readonly reach: Reach;
  readonly changes: ChangeLog;
  readonly audit: AuditLog;
  readonly now: number;
  /** Where an installation wants no second pair of eyes. */
  readonly mayApproveOwn?: boolean;
}

/** Exceptions that concern a reach: those of its assets, workloads and places, and those that hold everywhere. */
export function exceptionWithin(reach: Reach): Condition {
  if (reach === 'all') return { sql: '1 = 1', values: [] };
  const asset = assetWithin(reach, 'e.asset');
  const workload = placedWithin(reach, 'w');
  const place = placedWithin(reach, 'e');
  const isWide = `e.asset = 0 AND e.workload = 0`;
  return {
    sql: `((${isWide} AND e.cluster = '' AND e.namespace = '' AND e.repository = '') OR (e.asset <> 0 AND ${asset.sql})
      OR (e.workload <> 0 AND EXISTS (SELECT 1 FROM workload w WHERE w.id = e.workload AND ${workload.sql}))
      OR (${isWide} AND (e.cluster <> '' OR e.namespace <> '' OR e.repository <> '') AND ${place.sql}))`,
    values: [...asset.values, ...workload.values, ...place.values],
  };
}

/** One exception within reach. Throws `input.not-found`. */
export async function findException(
  reader: SqlReader,
  id: string,
  reach: Reach,
): Promise<StoredException> {
  const within = exceptionWithin(reach);
  const row = await reader.first(`SELECT * FROM exception e WHERE e.id = ? AND ${within.sql}`, [
    id,
    ...within.values,
  ]);
  if (row === undefined) throw new CaissonError('input.not-found', 'there is no such exception');
  return toException(row);
}

/** Writes a request down; it counts when somebody else approves it. Throws `usage.invalid-argument` for one without an end. */
export async function requestException(
  database: SqlDatabase,
  request: ExceptionRequest,
  context: StepContext,
): Promise<StoredException> {
  const { caller, changes, now } = context;
  checkEnds(request, now);
  const { scope } = request;
  const id = newUlid(now);
  const ends = [
    ...new Set(request.expires === undefined ? request.ends : ['date', ...request.ends]),
  ];
  await database.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO exception (id, rule, folded, component, asset, repository, workload, cluster, namespace, justification, reason, evidence,
         owner, requested_by, requested_by_id, requested, state, ends, expires, end_order)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'requested', ?, ?, ?)`,
      [
        id,
        storable(scope.rule, 300),
        storable(scope.rule.toLowerCase(), 300),
        storable(scope.component, 300),
        scope.asset,
        storable(scope.repository, 300),
        scope.workload,
        storable(scope.cluster, 200),
        storable(scope.namespace, 200),
        request.justification,
        storable(request.reason, 2000),
        storable(request.evidence ?? '', 4000),
        storable(request.owner, 200),
        caller.name,
        identityOf(caller),
        now,
        ends.join(' '),
        request.expires ?? null,
        request.expires ?? never,
      ],
    );
    const words = `${caller.name} asks to accept ${scope.rule}`;
    await tell(tx, context, { id, kind: 'exception.requested', words, reason: request.reason });
  });
  changes.committed();
  return findException(database, id, 'all');
}

function checkEnds({ ends, expires }: ExceptionRequest, now: number): void {
  if (ends.includes('date') && expires === undefined)
    throw new CaissonError(
      'usage.invalid-argument',
      'an exception that ends by date needs its date',
    );
  if (expires !== undefined && expires <= now)
    throw new CaissonError('usage.invalid-argument', 'an exception cannot end in the past');
}

/** Approves, rejects or ends. Nobody approves what they asked for, unless the context says so: `access.forbidden`. Throws `state.conflict` for a step out of turn. */
export async function decideException(
  database: SqlDatabase,
  id: string,
  step: {
    readonly decision: 'approve' | 'reject' | 'end';
    readonly reason?: string;
    readonly version?: number;
  },
  context: StepContext,
): Promise<StoredException> {
  const { changes, now } = context;
  const decided = await database.transaction(async (tx) => {
    const stored = await findException(tx, id, context.reach);
    await checkStep(stored, step, context);
    await writeStep(tx, stored, step, context);
    return stored;
  });
  await applyExceptions(database, [decided.rule], now);
  changes.committed();
  return findException(database, id, 'all');
}

async function checkStep(
  stored: StoredException,
  { decision, version }: { readonly decision: string; readonly version?: number },
  { caller, mayApproveOwn = false }: StepContext,
): Promise<void> {
  const isInTurn = stored.state === (decision === 'end' ? 'active' : 'requested');
  if (!isInTurn || (version !== undefined && version !== stored.version))
    throw new CaissonError('state.conflict', `this exception is ${stored.state}`, {
      hint: 'read it again',
    });
  if (decision === 'approve' && !mayApproveOwn && stored.requestedById === identityOf(caller))
    throw new CaissonError('access.forbidden', 'somebody else has to approve this exception');
}

async function writeStep(
  tx: SqlWriter,
  { id, version, rule }: StoredException,
  {
    decision,
    reason = '',
  }: { readonly decision: 'approve' | 'reject' | 'end'; readonly reason?: string },
  context: StepContext,
): Promise<void> {
  const { caller, now } = context;
  const state = { approve: 'active', reject: 'rejected', end: 'ended' }[decision];
  const changed = await tx.run(
    `UPDATE exception SET state = ?, version = version + 1,
       approved_by = CASE WHEN ? = 'active' THEN ? ELSE approved_by END, approved = CASE WHEN ? = 'active' THEN ? ELSE approved END,
       ended_reason = CASE WHEN ? = 'active' THEN ended_reason ELSE ? END WHERE id = ? AND version = ?`,
    [state, state, caller.name, state, now, state, storable(reason, 2000), id, version],
  );
  if (changed !== 1) throw new CaissonError('state.conflict', 'somebody else decided in between');
  const kinds = {
    approve: 'exception.approved',
    reject: 'exception.rejected',
    end: 'exception.ended',
  } as const;
  const words = { approve: 'approved', reject: 'rejected', end: 'ended' }[decision];
  await tell(tx, context, {
    id,
    kind: kinds[decision],
    words: `${caller.name} ${words} the exception of ${rule}`,
    reason,
  });
}

async function tell(
  tx: SqlWriter,
  { caller, changes, audit }: StepContext,
  {
    id,
    kind,
    words,
    reason,
  }: {
    readonly id: string;
    readonly kind: ChangeKind;
    readonly words: string;
    readonly reason: string;
  },
): Promise<void> {
  const text = storable(reason === '' ? words : `${words}: ${reason}`, 1000);
  await changes.append(tx, [{ kind, subject: id, text, data: { by: caller.name } }]);
  await audit.append(tx, { caller, action: kind, subject: id, outcome: 'done', detail: text });
}

/** Who somebody is, whatever they are called. */
function identityOf({ kind, id }: Caller): string {
  return `${kind}:${id}`;
}
