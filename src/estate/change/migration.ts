import type { Migration } from '#contract/sql.ts';

/**
 * The change log. Rows are written without a `seq` where several writers run at once (PostgreSQL) and are numbered after
 * they were committed, one numbering at a time: so a number that a reader has passed can never appear later.
 */
export const changeMigration: Migration = {
  number: 500,
  name: 'change log',
  sql: [
    `CREATE TABLE change_log (id {id}, seq bigint UNIQUE, ulid text NOT NULL UNIQUE, happened bigint NOT NULL, kind text NOT NULL, subject text NOT NULL,
      summary text NOT NULL, severity text NOT NULL DEFAULT '', cluster text NOT NULL DEFAULT '', namespace text NOT NULL DEFAULT '', repository text NOT NULL DEFAULT '',
      asset bigint, finding bigint, facts text NOT NULL DEFAULT '', size_bytes bigint NOT NULL)`,
    'CREATE INDEX change_log_fresh ON change_log (id) WHERE seq IS NULL',
    'CREATE INDEX change_log_subject ON change_log (subject, seq)',
    'CREATE INDEX change_log_happened ON change_log (happened)',
    'CREATE TABLE change_position (one bigint PRIMARY KEY, last bigint NOT NULL)',
    'INSERT INTO change_position VALUES (1, 0)',
  ],
};
