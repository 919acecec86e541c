import type { Migration } from '#contract/sql.ts';

/**
 * Exceptions: who accepts which risk, where, until when. Names of a scope are empty where it does not name them; `folded` is the
 * rule in lower case, `component` a purl without version or a name.
 */
export const exceptionMigration: Migration = {
  number: 110,
  name: 'exceptions',
  sql: [
    `CREATE TABLE exception (
      id text PRIMARY KEY, rule text NOT NULL, folded text NOT NULL, component text NOT NULL DEFAULT '', asset bigint NOT NULL DEFAULT 0,
      repository text NOT NULL DEFAULT '', workload bigint NOT NULL DEFAULT 0, cluster text NOT NULL DEFAULT '', namespace text NOT NULL DEFAULT '',
      justification text NOT NULL, reason text NOT NULL, evidence text NOT NULL DEFAULT '', owner text NOT NULL,
      requested_by text NOT NULL, requested_by_id text NOT NULL, requested bigint NOT NULL, state text NOT NULL,
      approved_by text NOT NULL DEFAULT '', approved bigint, ends text NOT NULL, expires bigint, end_order bigint NOT NULL,
      ended_reason text NOT NULL DEFAULT '', warned bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0)`,
    'CREATE INDEX exception_end ON exception (end_order, id)',
    'CREATE INDEX exception_state ON exception (state, end_order, id)',
    'CREATE INDEX exception_rule ON exception (folded)',
  ],
};
