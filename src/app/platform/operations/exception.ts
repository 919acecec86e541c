import type { Call, Operations, Platform, Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { formatCursor, parseCursor } from '#estate/cursor.ts';
import { previewScope } from '#estate/exception/preview.ts';
import {
  type ExceptionScope,
  type StoredException,
  toException,
} from '#estate/exception/record.ts';
import { checkScope } from '#estate/exception/scope.ts';
import {
  decideException,
  exceptionWithin,
  findException,
  requestException,
  type StepContext,
} from '#estate/exception/store.ts';
import { likeOf } from '#estate/like.ts';
import { ownNumber } from '#estate/own-number.ts';
import { assetWithin, type Condition } from '#estate/reach.ts';
import { marks, numberOf, storable, textOf } from '#estate/row.ts';
import { joined, valuesOf } from '#estate/statement.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { configInForce } from '../config/in-force.ts';
import type { Config } from '../config/read-config.ts';

type Exception = AnswerOf<'readException'>;
type Scope = InputOf<'requestException'>['body']['scope'];
type ExceptionOperations = Pick<
  Operations,
  'listExceptions' | 'readException' | 'previewException' | 'requestException' | 'decideException'
>;

/** Exceptions: asked for by one, approved by another, ended by what they name. */
export function exceptionOperations(
  parts: Pick<Platform, 'database' | 'changes' | 'audit' | 'scope'> & {
    /** Says whether somebody else has to approve; so it is where absent. */
    readonly config?: Config;
  },
): ExceptionOperations {
  const { database, scope, config } = parts;
  function step({ caller, reach }: Call): StepContext {
    return {
      caller,
      reach,
      changes: parts.changes,
      audit: parts.audit,
      now: scope.clock().getTime(),
    };
  }
  return {
    listExceptions: ({ reach }, { query }) => listExceptions(database, query, reach),
    readException: async ({ reach }, { params }) =>
      toWire(database, await findException(database, params.id, reach), reach),
    previewException: async ({ reach }, { body }) => {
      const wanted = scopeOf(body.scope);
      await checkScope(database, wanted, reach);
      const preview = await previewScope(database, wanted, reach);
      return { ...preview, byTier: { ...preview.byTier }, sample: [...preview.sample] };
    },
    requestException: async (call, { body }) => {
      const wanted = scopeOf(body.scope);
      await checkScope(database, wanted, call.reach);
      const { justification, reason, evidence, owner, ends, expires } = body;
      const made = await requestException(
        database,
        {
          scope: wanted,
          justification,
          reason,
          owner,
          ends,
          ...(evidence !== undefined && { evidence }),
          ...(expires !== undefined && { expires: Math.floor(expires) }),
        },
        step(call),
      );
      return toWire(database, made, call.reach);
    },
    decideException: async (call, { params, body }) => {
      const stored = await findException(database, params.id, call.reach);
      await checkScope(database, stored, call.reach);
      const decided = await decideException(database, params.id, wishOf(body), {
        ...step(call),
        mayApproveOwn: await mayApproveOwn(database, config),
      });
      return toWire(database, decided, call.reach);
    },
  };
}

function wishOf({ decision, reason, version }: InputOf<'decideException'>['body']) {
  return {
    decision,
    ...(reason !== undefined && { reason }),
    ...(version !== undefined && { version }),
  };
}

/** Only where people do not want a second pair of eyes. */
async function mayApproveOwn(reader: SqlReader, config: Config | undefined): Promise<boolean> {
  if (config === undefined) return false;
  return !(await configInForce(config, reader)).isOn('exceptions.approval');
}

function scopeOf(scope: Scope): ExceptionScope {
  return {
    rule: storable(scope.rule, 300),
    component: storable(scope.component ?? '', 300),
    asset: scope.asset === undefined ? 0 : ownNumber(scope.asset),
    repository: storable(scope.repository ?? '', 300),
    workload: scope.workload === undefined ? 0 : ownNumber(scope.workload),
    cluster: storable(scope.cluster ?? '', 200),
    namespace: storable(scope.namespace ?? '', 200),
  };
}

/** Soon ending first. */
async function listExceptions(
  reader: SqlReader,
  { cursor, limit, state, q }: InputOf<'listExceptions'>['query'],
  reach: Reach,
): Promise<AnswerOf<'listExceptions'>> {
  const after = cursor === undefined ? [] : [behind(cursor)];
  const parts = [exceptionWithin(reach), ...stateCondition(state), ...textCondition(q), ...after];
  const rows = await reader.all(
    `SELECT * FROM exception e WHERE ${joined(parts)} ORDER BY e.end_order, e.id LIMIT ?`,
    [...valuesOf(parts), limit + 1],
  );
  const shown = rows.slice(0, limit);
  const items: Exception[] = [];
  for (const row of shown) items.push(await toWire(reader, toException(row), reach));
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: formatCursor([numberOf(last, 'end_order'), textOf(last, 'id')]) };
}

function behind(cursor: string): Condition {
  return {
    sql: '(e.end_order, e.id) > (?, ?)',
    values: parseCursor(cursor, ['number', 'string']),
  };
}

function stateCondition(states: readonly string[] = []): readonly Condition[] {
  if (states.length === 0) return [];
  return [{ sql: `e.state IN (${marks(states)})`, values: states }];
}

function textCondition(text = ''): readonly Condition[] {
  if (text.trim() === '') return [];
  const like = likeOf(text);
  const columns = ['e.folded', 'lower(e.reason)', 'lower(e.owner)', 'lower(e.component)'];
  return [
    {
      sql: `(${columns.map((column) => `${column} LIKE ? ESCAPE '!'`).join(' OR ')})`,
      values: columns.map(() => like),
    },
  ];
}

async function toWire(
  reader: SqlReader,
  stored: StoredException,
  reach: Reach,
): Promise<Exception> {
  const { approvedBy, approved, expires, endedReason, evidence } = stored;
  return {
    id: stored.id,
    scope: scopeToWire(stored),
    justification: stored.justification as Exception['justification'], // checked when it was requested
    reason: stored.reason,
    ...(evidence !== '' && { evidence }),
    owner: stored.owner,
    requestedBy: stored.requestedBy,
    requested: stored.requested,
    state: stored.state,
    ...(approvedBy !== '' && { approvedBy }),
    ...(approved !== undefined && { approved }),
    ends: [...stored.ends],
    ...(expires !== undefined && { expires }),
    ...(endedReason !== '' && { endedReason }),
    findings: await countOf(reader, stored, reach),
    version: stored.version,
  };
}

function scopeToWire(stored: StoredException): Exception['scope'] {
  const names = ['component', 'repository', 'cluster', 'namespace'] as const;
  const texts = names.flatMap((name) =>
    stored[name] === '' ? [] : [[name, stored[name]] as const],
  );
  const ids = (['asset', 'workload'] as const).flatMap((name) =>
    stored[name] === 0 ? [] : [[name, `${stored[name]}`] as const],
  );
  return { rule: stored.rule, ...Object.fromEntries([...texts, ...ids]) };
}

/** Findings that it covers; of a request those that it would. */
async function countOf(reader: SqlReader, stored: StoredException, reach: Reach): Promise<number> {
  if (stored.state === 'requested') return (await previewScope(reader, stored, reach)).findings;
  const within = assetWithin(reach, 'f.asset');
  const row = await reader.first(
    `SELECT count(*) AS n FROM finding f WHERE f.exception = ? AND f.exception <> '' AND ${within.sql}`,
    [stored.id, ...within.values],
  );
  return numberOf(row, 'n');
}
