/** Raised when tables change; a file of another schema is left alone and a new one begun beside it. */
export const storeSchema = 1;

/** Tables of the store. `component`, `context` and `key` are interned: each distinct value is one row. */
export const tables = `
CREATE TABLE IF NOT EXISTS context(
  id INTEGER PRIMARY KEY,
  data TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS artifact(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL,
  digest TEXT,
  image TEXT,
  context INTEGER NOT NULL REFERENCES context(id),
  build INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  frame BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS component(
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS component_name ON component(name);
CREATE TABLE IF NOT EXISTS member(
  artifact INTEGER NOT NULL,
  component INTEGER NOT NULL,
  PRIMARY KEY(artifact, component)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS member_component ON member(component);
CREATE TABLE IF NOT EXISTS build(
  id INTEGER PRIMARY KEY,
  segments TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS subject(
  context INTEGER NOT NULL,
  component INTEGER NOT NULL,
  build INTEGER NOT NULL,
  findings TEXT NOT NULL,
  PRIMARY KEY(context, component)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS subject_build ON subject(build);
CREATE TABLE IF NOT EXISTS key(
  id INTEGER PRIMARY KEY,
  segment TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE(segment, name)
);
CREATE TABLE IF NOT EXISTS subject_key(
  key INTEGER NOT NULL,
  context INTEGER NOT NULL,
  component INTEGER NOT NULL,
  PRIMARY KEY(key, context, component)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chain(
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  digest TEXT,
  image TEXT,
  first_seen TEXT NOT NULL
) WITHOUT ROWID;
`;
