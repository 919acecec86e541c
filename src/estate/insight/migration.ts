import type { Migration } from '#contract/sql.ts';

/** What the first page compares with, and what its figures are counted by. */
export const insightMigration: Migration = {
  number: 700,
  name: 'figures by day',
  sql: [
    'CREATE INDEX finding_breached ON finding (asset, state) WHERE breached = 1',
    // The whole installation at the end of a day (its beginning in UTC). The last row is of the day that is running.
    `CREATE TABLE insight_day (day bigint PRIMARY KEY, opened bigint NOT NULL, urgent bigint NOT NULL, fixed bigint NOT NULL,
      breached bigint NOT NULL, blind bigint NOT NULL, coverage double precision NOT NULL)`,
    // What policies of a cluster let through. `source` and `target` are identities of workloads, or `internet`.
    'CREATE TABLE allowed_connection (cluster text NOT NULL, source text NOT NULL, target text NOT NULL, ports text NOT NULL, PRIMARY KEY (cluster, source, target))',
  ],
};
