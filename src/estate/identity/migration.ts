import type { Migration } from '#contract/sql.ts';

/** People, what they sign in with, and tokens. Of every secret there is only a hash. */
export const identityMigration: Migration = {
  number: 600,
  name: 'people, sessions, tokens',
  sql: [
    // `login`: the name in lower case. `subject`: issuer and subject of an OpenID Connect user. `grants`: JSON.
    `CREATE TABLE person (id {id}, login text NOT NULL UNIQUE, name text NOT NULL, email text NOT NULL DEFAULT '', origin text NOT NULL,
      subject text NOT NULL DEFAULT '', password text NOT NULL DEFAULT '', grants text NOT NULL, disabled bigint NOT NULL DEFAULT 0,
      created bigint NOT NULL, last_seen bigint, version bigint NOT NULL DEFAULT 0)`,
    'CREATE INDEX person_subject ON person (subject)',
    `CREATE TABLE passkey (id text PRIMARY KEY, person bigint NOT NULL, name text NOT NULL, public_key {bytes} NOT NULL,
      counter bigint NOT NULL, transports text NOT NULL, created bigint NOT NULL)`,
    'CREATE INDEX passkey_person ON passkey (person)',
    `CREATE TABLE login_session (hash text PRIMARY KEY, person bigint NOT NULL, created bigint NOT NULL, last_used bigint NOT NULL,
      expires bigint NOT NULL)`,
    'CREATE INDEX login_session_person ON login_session (person)',
    'CREATE INDEX login_session_expires ON login_session (expires)',
    `CREATE TABLE api_token (id {id}, hash text NOT NULL UNIQUE, name text NOT NULL, prefix text NOT NULL, grants text NOT NULL,
      person bigint NOT NULL, created bigint NOT NULL, created_by text NOT NULL, expires bigint NOT NULL, last_used bigint)`,
    // Things that work once: first-run tokens, invitations, challenges of passkeys, states of signing in elsewhere.
    `CREATE TABLE one_time (hash text PRIMARY KEY, kind text NOT NULL, person bigint, value text NOT NULL, expires bigint NOT NULL)`,
    'CREATE INDEX one_time_expires ON one_time (expires)',
    'CREATE INDEX one_time_person ON one_time (person)',
  ],
};
