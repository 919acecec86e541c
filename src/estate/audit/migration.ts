import type { Migration } from '#contract/sql.ts';

/** Who did what. The head is a row of its own: it serialises appends, and shows what was cut off at the end. */
export const auditMigration: Migration = {
  number: 620,
  name: 'audit log',
  sql: [
    `CREATE TABLE audit (seq bigint PRIMARY KEY, time bigint NOT NULL, kind text NOT NULL, actor text NOT NULL, name text NOT NULL,
      action text NOT NULL, subject text NOT NULL, outcome text NOT NULL, remote text NOT NULL, detail text NOT NULL,
      previous text NOT NULL, hash text NOT NULL)`,
    'CREATE INDEX audit_actor ON audit (name, seq)',
    'CREATE INDEX audit_action ON audit (action, seq)',
    'CREATE INDEX audit_time ON audit (time, seq)',
    'CREATE TABLE audit_head (id bigint PRIMARY KEY, seq bigint NOT NULL, hash text NOT NULL, signature text NOT NULL)',
    "INSERT INTO audit_head VALUES (1, 0, '', '')",
  ],
};
