import type { Migration } from '#contract/sql.ts';

/** Reports with the places that they tell of, and those that are made by the clock. Ids are ULIDs. */
export const reportMigration: Migration = {
  number: 710,
  name: 'reports',
  sql: [
    `CREATE TABLE report (id text PRIMARY KEY, name text NOT NULL, kind text NOT NULL, format text NOT NULL, wish text NOT NULL, created bigint NOT NULL,
      owner_kind text NOT NULL, owner_id text NOT NULL, owner_name text NOT NULL, schedule text NOT NULL DEFAULT '', state text NOT NULL DEFAULT 'waiting',
      size_bytes bigint NOT NULL DEFAULT 0, digest text NOT NULL DEFAULT '', fault text NOT NULL DEFAULT '', file_name text NOT NULL DEFAULT '',
      media_type text NOT NULL DEFAULT '', sent_at bigint)`,
    // What a report tells of: seen by who reaches all of it. Empty names mean any.
    `CREATE TABLE report_place (report text NOT NULL, cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL,
      PRIMARY KEY (report, cluster, namespace, repository))`,
    'CREATE TABLE report_body (report text PRIMARY KEY, body {bytes} NOT NULL)',
    `CREATE TABLE report_schedule (id text PRIMARY KEY, wish text NOT NULL, cron text NOT NULL, zone text NOT NULL, mail_to text NOT NULL, destination text NOT NULL DEFAULT '',
      created bigint NOT NULL, owner_kind text NOT NULL, owner_id text NOT NULL, owner_name text NOT NULL, next_at bigint, last_at bigint, fault text NOT NULL DEFAULT '')`,
    'CREATE INDEX report_schedule_next ON report_schedule (next_at)',
  ],
};
