import type { Migration } from '#contract/sql.ts';

/**
 * Destinations and what they have still to get. `next_at` of a delivery: when it is due; while it is being sent, when the
 * lease ends; `blockedUntil` while an earlier change of the same subject is not through. `unsettled` is 1 until it was delivered or died.
 */
export const outboxMigration: Migration = {
  number: 510,
  name: 'destinations and deliveries',
  sql: [
    `CREATE TABLE destination (id {id}, name text NOT NULL, kind text NOT NULL, format text NOT NULL, address text NOT NULL, settings text NOT NULL DEFAULT '{}',
      sealed text NOT NULL DEFAULT '', secret_names text NOT NULL DEFAULT '[]', kinds text NOT NULL DEFAULT '[]', minimum text NOT NULL DEFAULT 'negligible',
      allow_private bigint NOT NULL DEFAULT 0, enabled bigint NOT NULL DEFAULT 1, version bigint NOT NULL DEFAULT 1, created_at bigint NOT NULL,
      position bigint NOT NULL, failures bigint NOT NULL DEFAULT 0, broken_until bigint NOT NULL DEFAULT 0, attention text NOT NULL DEFAULT '',
      last_error text NOT NULL DEFAULT '', last_delivered bigint, delivered bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0, shed bigint NOT NULL DEFAULT 0)`,
    `CREATE TABLE delivery (id {id}, destination bigint NOT NULL, seq bigint NOT NULL, change_id text NOT NULL, kind text NOT NULL, subject text NOT NULL,
      state text NOT NULL, unsettled bigint NOT NULL, attempts bigint NOT NULL DEFAULT 0, next_at bigint NOT NULL, created_at bigint NOT NULL, queued_at bigint NOT NULL,
      delivered_at bigint, fault text NOT NULL DEFAULT '', lease text NOT NULL DEFAULT '', UNIQUE (destination, seq))`,
    'CREATE INDEX delivery_due ON delivery (destination, next_at, seq) WHERE unsettled = 1',
    'CREATE INDEX delivery_order ON delivery (destination, subject, seq) WHERE unsettled = 1',
    'CREATE INDEX delivery_oldest ON delivery (destination, created_at) WHERE unsettled = 1',
    'CREATE INDEX delivery_state ON delivery (destination, state, id)',
    'CREATE INDEX delivery_list ON delivery (destination, id)',
    'CREATE INDEX delivery_change ON delivery (seq)',
    `CREATE TABLE destination_memory (destination bigint NOT NULL, subject text NOT NULL, value text NOT NULL, PRIMARY KEY (destination, subject))`,
  ],
};
