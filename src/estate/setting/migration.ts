import type { Migration } from '#contract/sql.ts';

/** Settings that were changed in the console. */
export const settingMigration: Migration = {
  number: 800,
  name: 'settings',
  sql: [
    'CREATE TABLE changed_setting (name text PRIMARY KEY, value text NOT NULL, changed bigint NOT NULL, changed_by text NOT NULL)',
  ],
};
