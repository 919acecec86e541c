import type { Migration } from '#contract/sql.ts';

/**
 * What findings need beyond the shared tables: sorting and filtering by index, counters, history.
 *
 * `finding.traits` packs all that filters ask of a finding into one number (`traits.ts`); `due_order` is `due_at`, or the largest
 * whole number; `label` is the name that lists sort by. Problems and sentences are immutable and named by the digest of their
 * content: what one tenant brings never changes what another one reads.
 */
export const findingMigration: Migration = {
  number: 100,
  name: 'findings: sorting, counting, history',
  sql: [
    // A fault by its name alone: `identity` is kind and rule; `folded` the rule in lower case.
    'CREATE TABLE vulnerability (id {id}, identity text NOT NULL UNIQUE, kind text NOT NULL, rule text NOT NULL, folded text NOT NULL)',
    'CREATE INDEX vulnerability_folded ON vulnerability (folded)',
    'CREATE TABLE sentence (id {id}, digest text NOT NULL UNIQUE, words text NOT NULL)',
    'ALTER TABLE finding ADD COLUMN traits bigint NOT NULL DEFAULT 0',
    'ALTER TABLE finding ADD COLUMN vulnerability bigint NOT NULL DEFAULT 0',
    'ALTER TABLE finding ADD COLUMN sentence bigint NOT NULL DEFAULT 0',
    'ALTER TABLE finding ADD COLUMN due_order bigint NOT NULL DEFAULT 9007199254740991',
    `ALTER TABLE finding ADD COLUMN label text NOT NULL DEFAULT ''`,
    // What somebody can do about findings, the same order in however many assets. `effort` as in the plan of a report.
    'CREATE TABLE remedy (id {id}, digest text NOT NULL UNIQUE, kind text NOT NULL, title text NOT NULL, commands text NOT NULL, effort bigint NOT NULL)',
    'ALTER TABLE finding ADD COLUMN remedy bigint NOT NULL DEFAULT 0',
    'CREATE INDEX finding_by_risk ON finding (traits, risk_order, id, asset, problem)',
    'CREATE INDEX finding_by_due ON finding (traits, due_order, id)',
    'CREATE INDEX finding_by_seen ON finding (traits, first_seen, id)',
    'CREATE INDEX finding_by_label ON finding (traits, label, id)',
    'CREATE INDEX finding_risk ON finding (risk_order, id, traits, asset, problem)',
    'CREATE INDEX finding_vulnerability ON finding (vulnerability, traits, asset)',
    'CREATE INDEX finding_of_asset ON finding (asset, traits)',
    'CREATE INDEX problem_component ON problem (component)',
    'CREATE INDEX finding_waiting ON finding (due_order, id) WHERE breached = 0',
    `CREATE INDEX finding_owner ON finding (owner, id) WHERE owner <> ''`,
    `CREATE INDEX finding_exception ON finding (exception, id) WHERE exception <> ''`,
    // How many findings have the same traits. Several rows a trait, so that imports at the same time do not wait for each other.
    'CREATE TABLE finding_tally (traits bigint NOT NULL, shard bigint NOT NULL, n bigint NOT NULL, PRIMARY KEY (traits, shard))',
    // The same for each fault and remedy. Traits -1 count the assets with open findings of it, -2 those of them that run.
    'CREATE TABLE vulnerability_tally (vulnerability bigint NOT NULL, traits bigint NOT NULL, n bigint NOT NULL, PRIMARY KEY (vulnerability, traits))',
    'CREATE TABLE remedy_tally (remedy bigint NOT NULL, traits bigint NOT NULL, n bigint NOT NULL, PRIMARY KEY (remedy, traits))',
    'CREATE INDEX finding_remedy ON finding (remedy, traits, asset) WHERE remedy <> 0',
    // What a day changed in an asset, against the day before.
    `CREATE TABLE asset_day (day bigint NOT NULL, asset bigint NOT NULL, opened bigint NOT NULL DEFAULT 0, urgent bigint NOT NULL DEFAULT 0, fixed bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (day, asset))`,
    'CREATE INDEX asset_day_of ON asset_day (asset, day)',
    // What happened to a finding, and who decided it.
    'CREATE TABLE finding_history (id {id}, finding bigint NOT NULL, moment bigint NOT NULL, author text NOT NULL, words text NOT NULL)',
    'CREATE INDEX finding_history_of ON finding_history (finding, id)',
  ],
};

/** What leads from shared rows to those that use them, so that unused ones can be found. */
export const findingSweepMigration: Migration = {
  number: 101,
  name: 'findings: forgetting what nothing uses',
  sql: [
    'CREATE INDEX finding_sentence ON finding (sentence)',
    `CREATE INDEX finding_fixed ON finding (fixed_at, id) WHERE state = 'fixed'`,
    'CREATE INDEX loaded_component ON loaded (component)',
  ],
};

/** What a remedy brings: findings that the new versions would have, by the asset that it is done in. */
export const remedyCostMigration: Migration = {
  number: 102,
  name: 'remedies: what they bring',
  sql: [
    'CREATE TABLE remedy_cost (remedy bigint NOT NULL, asset bigint NOT NULL, introduces bigint NOT NULL, PRIMARY KEY (remedy, asset))',
    'CREATE INDEX remedy_cost_of ON remedy_cost (asset)',
  ],
};

/**
 * What is asked of many findings is answered by indexes alone, without reading each of them: findings of problems in any order (a text or
 * a name of a component leads to a hundred thousand at once), asset and problem of those that an order passes.
 */
export const findingLookupMigration: Migration = {
  number: 103,
  name: 'findings: looked up by what they are about',
  sql: [
    'CREATE INDEX vulnerability_tally_traits ON vulnerability_tally (traits, vulnerability, n)',
    'DROP INDEX finding_problem',
    'CREATE INDEX finding_of_problem ON finding (problem, traits, risk_order, due_order, first_seen, label, asset, vulnerability, id)',
    ...(['due_order', 'first_seen', 'label'] as const).flatMap((column) => {
      const name = `finding_by_${column.replace(/^first_|_order$/u, '')}`;
      return [
        `DROP INDEX ${name}`,
        `CREATE INDEX ${name} ON finding (traits, ${column}, id, asset, problem)`,
      ];
    }),
  ],
};
