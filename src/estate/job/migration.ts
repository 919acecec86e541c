import type { Migration } from '#contract/sql.ts';

/**
 * Work that waits, runs, is done or failed; and who holds a lease on what only one process may do. `dedup` is the key of work
 * that must not wait twice (empty: none); `asset` and `repository` say whose reach it is in.
 */
export const jobMigration: Migration = {
  number: 400,
  name: 'work that waits',
  sql: [
    `CREATE TABLE job (
      id text PRIMARY KEY, kind text NOT NULL, subject text NOT NULL, dedup text NOT NULL DEFAULT '', data text NOT NULL DEFAULT '{}',
      asset bigint, repository text NOT NULL DEFAULT '', priority bigint NOT NULL DEFAULT 0, state text NOT NULL DEFAULT 'waiting',
      attempts bigint NOT NULL DEFAULT 0, max_attempts bigint NOT NULL DEFAULT 0, run_after bigint NOT NULL, created bigint NOT NULL, started bigint,
      finished bigint, holder text NOT NULL DEFAULT '', lease_until bigint NOT NULL DEFAULT 0, error text NOT NULL DEFAULT '')`,
    "CREATE UNIQUE INDEX job_dedup ON job (dedup) WHERE state = 'waiting' AND dedup <> ''",
    "CREATE INDEX job_asked ON job (dedup, created) WHERE dedup <> ''",
    "CREATE INDEX job_waiting ON job (kind, priority, run_after, id) WHERE state = 'waiting'",
    "CREATE INDEX job_running ON job (lease_until) WHERE state = 'running'",
    'CREATE INDEX job_state ON job (state, id)',
    'CREATE INDEX job_finished ON job (state, finished)',
    "CREATE TABLE lease (name text PRIMARY KEY, holder text NOT NULL DEFAULT '', lease_until bigint NOT NULL DEFAULT 0, facts text NOT NULL DEFAULT '')",
  ],
};
