import type { Migration } from '#contract/sql.ts';

/** Registries that are watched, and what was seen of their tags. `repository` is what a pattern in `name` was found to mean. */
export const discoveryMigration: Migration = {
  number: 401,
  name: 'registries that are watched',
  sql: [
    `CREATE TABLE registry (
      id text PRIMARY KEY, name text NOT NULL UNIQUE, tags text NOT NULL DEFAULT '', every_minutes bigint NOT NULL, checked bigint,
      next_check bigint NOT NULL, error text NOT NULL DEFAULT '', created bigint NOT NULL)`,
    `CREATE TABLE registry_tag (registry text NOT NULL, repository text NOT NULL, tag text NOT NULL, digest text NOT NULL, seen bigint NOT NULL,
      PRIMARY KEY (registry, repository, tag))`,
  ],
};
