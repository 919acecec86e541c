/**
 * Tables of one event file. Text that repeats is a `word`; `place` is where something runs. Of a container is kept where in the
 * file it is, so that it needs no index of its own. `hour` counts by hour.
 */
export const fileSchema = `
  CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  INSERT INTO word VALUES (0, '');
  CREATE TABLE place (id INTEGER PRIMARY KEY, cluster TEXT NOT NULL, namespace TEXT NOT NULL, repository TEXT NOT NULL,
    UNIQUE (cluster, namespace, repository));
  CREATE TABLE workload (word INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE container (word INTEGER NOT NULL, workload INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (word, workload)) WITHOUT ROWID;
  CREATE TABLE batch (id TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE hour (bucket INTEGER NOT NULL, workload INTEGER NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL,
    severity INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (bucket, workload, place, kind, severity)) WITHOUT ROWID;
  CREATE TABLE closed (at INTEGER NOT NULL);
  CREATE TABLE event (id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, received INTEGER NOT NULL, claimed INTEGER NOT NULL,
    kind INTEGER NOT NULL, workload INTEGER NOT NULL, place INTEGER NOT NULL, node INTEGER NOT NULL, container INTEGER NOT NULL,
    process INTEGER NOT NULL, exe INTEGER NOT NULL, path INTEGER NOT NULL, peer INTEGER NOT NULL, parent INTEGER NOT NULL,
    rule INTEGER NOT NULL, severity INTEGER NOT NULL, pid INTEGER NOT NULL, uid INTEGER NOT NULL, sender TEXT NOT NULL,
    arguments TEXT NOT NULL);
  CREATE INDEX event_ts ON event (ts);
  CREATE INDEX event_workload ON event (workload, ts);
  CREATE INDEX event_alarm ON event (ts) WHERE rule > 0;
  CREATE INDEX event_severity ON event (severity, ts) WHERE severity > 0;`;

/**
 * Statistics of a usual day, so that a file that has none yet is read by the right index: without them SQLite goes through the
 * index of workloads for everything that is grouped by workload (measured: 20 s in place of 0.15 s).
 */
export const seededStatistics = `
  ANALYZE;
  INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('event', 'event_ts', '5000000 4'), ('event', 'event_workload', '5000000 10000 2'),
    ('event', 'event_alarm', '5000 2'), ('event', 'event_severity', '5000 1000 2'),
    ('hour', 'hour', '100000 4000 10 5 2 1'), ('word', 'sqlite_autoindex_word_1', '100000 1'),
    ('batch', 'batch', '10000 1'), ('container', 'container', '1000 1 1');
  ANALYZE sqlite_schema;`;

/** Where counts by hour go when their file is removed. Of files that are still there nothing here is read. */
export const hoursSchema = `
  CREATE TABLE IF NOT EXISTS hour (file TEXT NOT NULL, bucket INTEGER NOT NULL, workload TEXT NOT NULL, cluster TEXT NOT NULL,
    namespace TEXT NOT NULL, repository TEXT NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (bucket, file, workload, cluster, namespace, repository, kind, severity)) WITHOUT ROWID;`;
