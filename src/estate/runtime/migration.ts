import type { Migration } from '#contract/sql.ts';

/** Tables of what runs and what happens there. Names of places are empty where they are not known. */
export const runtimeMigration: Migration = {
  number: 200,
  name: 'nodes, detections, incidents, flows, actions',
  sql: [
    // A machine that tells what runs on it. `covered_since`: watched without loss since then; 0: not.
    `CREATE TABLE node (id {id}, name text NOT NULL UNIQUE, asset bigint, cluster text NOT NULL DEFAULT '', os text NOT NULL DEFAULT '', kernel text NOT NULL DEFAULT '',
      sensor text NOT NULL DEFAULT 'absent', reason text NOT NULL DEFAULT '', lost bigint NOT NULL DEFAULT 0, containers bigint NOT NULL DEFAULT 0,
      abilities text NOT NULL DEFAULT '[]', first_seen bigint NOT NULL, last_seen bigint NOT NULL, covered_since bigint NOT NULL DEFAULT 0)`,
    'CREATE INDEX node_asset ON node (asset)',
    // Narrow, so that lists never read what was seen in full.
    `CREATE TABLE detection (id text PRIMARY KEY, happened bigint NOT NULL, received bigint NOT NULL, node text NOT NULL, workload bigint NOT NULL DEFAULT 0,
      container text NOT NULL DEFAULT '', cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL, kind text NOT NULL, rule text NOT NULL,
      rule_id text NOT NULL DEFAULT '', priority text NOT NULL, severity text NOT NULL, process text NOT NULL DEFAULT '', output text NOT NULL,
      tags text NOT NULL DEFAULT '[]', n bigint NOT NULL DEFAULT 1, incident text NOT NULL DEFAULT '', incomplete bigint NOT NULL DEFAULT 0)`,
    'CREATE INDEX detection_time ON detection (happened, id)',
    'CREATE INDEX detection_workload ON detection (workload, happened, id)',
    'CREATE INDEX detection_by_rule ON detection (rule, happened, id)',
    "CREATE INDEX detection_incident ON detection (incident, happened, id) WHERE incident <> ''",
    'CREATE INDEX detection_place ON detection (cluster, namespace, happened)',
    'CREATE TABLE detection_body (id text PRIMARY KEY, body text NOT NULL)',
    // Counters, kept in the transaction that stores the detections.
    `CREATE TABLE detection_hour (hour bigint NOT NULL, workload bigint NOT NULL, cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL,
      severity text NOT NULL, n bigint NOT NULL, PRIMARY KEY (hour, workload, cluster, namespace, repository, severity))`,
    'CREATE TABLE detection_rule (rule text PRIMARY KEY, n bigint NOT NULL, last_seen bigint NOT NULL)',
    `CREATE TABLE incident (id text PRIMARY KEY, title text NOT NULL, status text NOT NULL, severity text NOT NULL, score double precision NOT NULL, opened bigint NOT NULL,
      updated bigint NOT NULL, closed bigint, workload bigint NOT NULL DEFAULT 0, container text NOT NULL DEFAULT '', asset bigint, image text NOT NULL DEFAULT '',
      node text NOT NULL, cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL, detections bigint NOT NULL, techniques text NOT NULL DEFAULT '[]',
      assignee text NOT NULL DEFAULT '', verdict text NOT NULL DEFAULT '', incomplete bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0, body text NOT NULL)`,
    'CREATE INDEX incident_opened ON incident (opened, id)',
    'CREATE INDEX incident_status ON incident (status, opened, id)',
    'CREATE INDEX incident_workload ON incident (workload, opened, id)',
    // What people decided: append-only. `pending`: the node of the incident did not say it back yet.
    `CREATE TABLE incident_event (id text PRIMARY KEY, incident text NOT NULL, node text NOT NULL, happened bigint NOT NULL, kind text NOT NULL, author text NOT NULL,
      words text NOT NULL, assignee text, status text, verdict text, pending bigint NOT NULL)`,
    'CREATE INDEX incident_event_of ON incident_event (incident, happened)',
    'CREATE INDEX incident_event_pending ON incident_event (node, pending, happened)',
    `CREATE TABLE flow (workload bigint NOT NULL, direction text NOT NULL, peer text NOT NULL, port bigint NOT NULL, protocol text NOT NULL, n bigint NOT NULL,
      first_seen bigint NOT NULL, last_seen bigint NOT NULL, PRIMARY KEY (workload, direction, peer, port, protocol))`,
    'CREATE INDEX flow_seen ON flow (workload, last_seen)',
    // Files of an image that a workload ran, mapped or opened. Kept, so that a scan that comes later knows too.
    `CREATE TABLE used_file (workload bigint NOT NULL, asset bigint NOT NULL, path text NOT NULL, how text NOT NULL, purl text NOT NULL DEFAULT '',
      first_used bigint NOT NULL, last_used bigint NOT NULL, PRIMARY KEY (workload, asset, path))`,
    'CREATE INDEX used_file_asset ON used_file (asset, path)',
    // How well a container is watched: 0 is not. Absence of use can be told only where nothing was missed.
    `CREATE TABLE coverage (container text PRIMARY KEY, asset bigint NOT NULL, since bigint NOT NULL, until bigint NOT NULL, whole bigint NOT NULL)`,
    'CREATE INDEX coverage_asset ON coverage (asset)',
    // Components whose use would have been seen.
    'CREATE TABLE tellable (asset bigint NOT NULL, purl text NOT NULL, PRIMARY KEY (asset, purl))',
    `CREATE TABLE published (container text NOT NULL, address text NOT NULL, port bigint NOT NULL, target bigint NOT NULL, protocol text NOT NULL,
      PRIMARY KEY (container, address, port, protocol))`,
    `CREATE TABLE response_action (id text PRIMARY KEY, kind text NOT NULL, impact text NOT NULL, state text NOT NULL, container text NOT NULL DEFAULT '',
      workload bigint NOT NULL DEFAULT 0, node text NOT NULL, cluster text NOT NULL, namespace text NOT NULL, repository text NOT NULL, incident text NOT NULL DEFAULT '',
      reason text NOT NULL, requested_by text NOT NULL, requester text NOT NULL DEFAULT '', is_open bigint NOT NULL, created bigint NOT NULL, updated bigint NOT NULL, body text NOT NULL)`,
    'CREATE INDEX response_action_created ON response_action (created, id)',
    'CREATE INDEX response_action_incident ON response_action (incident, created)',
    'CREATE INDEX response_action_workload ON response_action (workload, created)',
    `CREATE TABLE behaviour_profile (name text NOT NULL, node text NOT NULL, image text NOT NULL, workload_key text NOT NULL, workload bigint NOT NULL DEFAULT 0, state text NOT NULL,
      version bigint NOT NULL, updated bigint NOT NULL, behaviours bigint NOT NULL, dimensions text NOT NULL, cluster text NOT NULL, namespace text NOT NULL,
      repository text NOT NULL, PRIMARY KEY (name, node))`,
    'CREATE TABLE rule_switch (name text PRIMARY KEY, enabled bigint NOT NULL, changed bigint NOT NULL, changed_by text NOT NULL)',
    // Batches that were taken: the same one again has no effect.
    'CREATE TABLE ingest_batch (id text PRIMARY KEY, node text NOT NULL, received bigint NOT NULL, lines bigint NOT NULL)',
    'CREATE INDEX ingest_batch_received ON ingest_batch (received)',
  ],
};
