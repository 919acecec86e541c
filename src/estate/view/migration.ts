import type { Migration } from '#contract/sql.ts';

/** Saved views. `owner`: kind and id of the caller. */
export const viewMigration: Migration = {
  number: 810,
  name: 'saved views',
  sql: [
    `CREATE TABLE saved_view (id {id}, owner text NOT NULL, owner_name text NOT NULL, name text NOT NULL, page text NOT NULL,
      search text NOT NULL, shared bigint NOT NULL, created bigint NOT NULL)`,
    'CREATE INDEX saved_view_owner ON saved_view (owner, id)',
    'CREATE INDEX saved_view_shared ON saved_view (shared, id)',
  ],
};
