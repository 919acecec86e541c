import type { Migration } from '#contract/sql.ts';

/** Events that an open incident holds back from retention, as JSON of a StoredEvent. */
export const eventMigration: Migration = {
  number: 300,
  name: 'held events',
  sql: [
    `CREATE TABLE event_held (incident text NOT NULL, id text NOT NULL, ts bigint NOT NULL, body text NOT NULL, PRIMARY KEY (incident, id))`,
    'CREATE INDEX event_held_time ON event_held (incident, ts)',
  ],
};
