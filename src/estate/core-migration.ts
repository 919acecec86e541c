import type { Migration } from '#contract/sql.ts';

/**
 * The tables that several parts share. Names of places are empty where they are not known, never null, so that indexes and
 * the conditions of reach are plain. Times are milliseconds since the Unix epoch.
 */
export const coreMigration: Migration = {
  number: 1,
  name: 'assets, software, findings, workloads',
  sql: [
    // Something that can be scanned. `identity`: `image:sha256:…`, `host:NAME`, `cluster:UID`, `repository:URL`.
    `CREATE TABLE asset (
      id {id}, kind text NOT NULL, identity text NOT NULL UNIQUE, name text NOT NULL, names text NOT NULL DEFAULT '[]',
      digest text NOT NULL DEFAULT '', manifest text NOT NULL DEFAULT '', repository text NOT NULL DEFAULT '', tag text NOT NULL DEFAULT '',
      cluster text NOT NULL DEFAULT '', os text NOT NULL DEFAULT '', base text NOT NULL DEFAULT '', signed text NOT NULL DEFAULT 'unknown',
      created_at bigint, size_bytes bigint, first_seen bigint NOT NULL, last_seen bigint NOT NULL, gone_at bigint,
      scan_state text NOT NULL DEFAULT 'never', scanned_at bigint, scan_error text NOT NULL DEFAULT '', advisories text NOT NULL DEFAULT '',
      gaps bigint NOT NULL DEFAULT 0, components bigint NOT NULL DEFAULT 0, running bigint NOT NULL DEFAULT 0, exposure text NOT NULL DEFAULT 'unknown',
      p0 bigint NOT NULL DEFAULT 0, p1 bigint NOT NULL DEFAULT 0, p2 bigint NOT NULL DEFAULT 0, p3 bigint NOT NULL DEFAULT 0, p4 bigint NOT NULL DEFAULT 0,
      fixable bigint NOT NULL DEFAULT 0, exploited bigint NOT NULL DEFAULT 0, risk_order bigint NOT NULL DEFAULT 0, facts text NOT NULL DEFAULT '{}')`,
    'CREATE INDEX asset_risk ON asset (kind, risk_order, id)',
    'CREATE INDEX asset_name ON asset (kind, name, id)',
    'CREATE INDEX asset_seen ON asset (kind, last_seen, id)',
    'CREATE INDEX asset_scan ON asset (kind, scan_state, scanned_at)',
    // Where an asset is or runs; one row for each place. Reach is decided by it.
    `CREATE TABLE asset_place (asset bigint NOT NULL, cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL,
      PRIMARY KEY (asset, cluster, namespace, repository))`,
    'CREATE INDEX asset_place_of ON asset_place (cluster, namespace, asset)',
    'CREATE INDEX asset_place_repository ON asset_place (repository, asset)',
    // Packed documents of an asset: `report` (zstd of the scan report as JSON), `layers`, `plan`.
    'CREATE TABLE asset_document (asset bigint NOT NULL, kind text NOT NULL, body {bytes} NOT NULL, PRIMARY KEY (asset, kind))',
    `CREATE TABLE component (id {id}, purl text NOT NULL UNIQUE, name text NOT NULL, version text NOT NULL, ecosystem text NOT NULL, license text NOT NULL DEFAULT '')`,
    'CREATE INDEX component_name ON component (name, version)',
    // A component in an asset. `files_known`: usage can be told by files. `usage`: loaded, not-loaded, unknown.
    `CREATE TABLE occurrence (asset bigint NOT NULL, component bigint NOT NULL, path text NOT NULL, layer bigint NOT NULL DEFAULT -1,
      usage text NOT NULL DEFAULT 'unknown', first_loaded bigint, last_loaded bigint, PRIMARY KEY (asset, component, path))`,
    'CREATE INDEX occurrence_component ON occurrence (component, asset)',
    // A fault, once however many assets have it. `identity` is (kind, rule, purl or place independent of the asset).
    `CREATE TABLE problem (
      id {id}, identity text NOT NULL UNIQUE, kind text NOT NULL, rule text NOT NULL, title text NOT NULL, severity text NOT NULL, component bigint,
      fixed_version text NOT NULL DEFAULT '', exploited bigint NOT NULL DEFAULT 0, ransomware bigint NOT NULL DEFAULT 0, epss double precision, cvss double precision,
      published text NOT NULL DEFAULT '', facts text NOT NULL DEFAULT '{}')`,
    'CREATE INDEX problem_rule ON problem (rule, id)',
    // A problem in an asset. `risk_order` sorts: smaller is more urgent (tier, then score).
    `CREATE TABLE finding (
      id {id}, fingerprint text NOT NULL UNIQUE, problem bigint NOT NULL, asset bigint NOT NULL, kind text NOT NULL, severity text NOT NULL, tier text NOT NULL,
      score double precision NOT NULL, risk_order bigint NOT NULL, state text NOT NULL, fixable bigint NOT NULL, exploited bigint NOT NULL, usage text NOT NULL,
      exposure text NOT NULL, owner text NOT NULL DEFAULT '', exception text NOT NULL DEFAULT '', first_seen bigint NOT NULL, last_seen bigint NOT NULL,
      due_at bigint, breached bigint NOT NULL DEFAULT 0, fixed_at bigint, version bigint NOT NULL DEFAULT 0, facts text NOT NULL DEFAULT '{}')`,
    'CREATE INDEX finding_asset ON finding (asset, state, risk_order, id)',
    'CREATE INDEX finding_problem ON finding (problem, asset)',
    // What runs. `identity`: `CLUSTER/NAMESPACE/KIND/NAME`, or `HOST/PROJECT/NAME` outside of clusters. `cluster` is the host's name there.
    `CREATE TABLE workload (
      id {id}, identity text NOT NULL UNIQUE, name text NOT NULL, kind text NOT NULL, cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL DEFAULT '',
      asset bigint, image text NOT NULL DEFAULT '', digest text NOT NULL DEFAULT '', replicas bigint NOT NULL DEFAULT 0, running bigint NOT NULL DEFAULT 0,
      exposure text NOT NULL DEFAULT 'unknown', privileged bigint NOT NULL DEFAULT 0, watched bigint NOT NULL DEFAULT 0, profile text NOT NULL DEFAULT 'none',
      open_incidents bigint NOT NULL DEFAULT 0, first_seen bigint NOT NULL, last_seen bigint NOT NULL, gone_at bigint, risk_order bigint NOT NULL DEFAULT 0,
      owner text NOT NULL DEFAULT '', facts text NOT NULL DEFAULT '{}')`,
    'CREATE INDEX workload_risk ON workload (risk_order, id)',
    'CREATE INDEX workload_name ON workload (name, id)',
    'CREATE INDEX workload_asset ON workload (asset)',
    'CREATE INDEX workload_place ON workload (cluster, namespace)',
    `CREATE TABLE container (id text PRIMARY KEY, workload bigint NOT NULL, asset bigint, node text NOT NULL, name text NOT NULL, started bigint, seen_start bigint NOT NULL DEFAULT 0,
      first_seen bigint NOT NULL, last_seen bigint NOT NULL, gone_at bigint, facts text NOT NULL DEFAULT '{}')`,
    'CREATE INDEX container_workload ON container (workload, gone_at)',
    'CREATE INDEX container_node ON container (node, gone_at)',
    // A component that a workload loaded, seen by the sensor.
    `CREATE TABLE loaded (workload bigint NOT NULL, asset bigint NOT NULL, component bigint NOT NULL, how text NOT NULL, first_loaded bigint NOT NULL, last_loaded bigint NOT NULL,
      PRIMARY KEY (workload, component))`,
    'CREATE INDEX loaded_asset ON loaded (asset, component)',
  ],
};
