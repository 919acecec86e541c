import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Detection, Incident, IncidentStatus, RuntimeException } from '#model/detection.ts';
import type { Json } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';

const runtimeSchema = 1;

const runtimeTables = `
CREATE TABLE IF NOT EXISTS detection (
  id TEXT PRIMARY KEY, time REAL NOT NULL, rule TEXT NOT NULL, container TEXT, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS detection_time ON detection (time);
CREATE TABLE IF NOT EXISTS incident (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, updated REAL NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS incident_updated ON incident (updated);
CREATE TABLE IF NOT EXISTS profile (
  name TEXT NOT NULL, version INTEGER NOT NULL, updated REAL NOT NULL, body TEXT NOT NULL, PRIMARY KEY (name, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS exception (id TEXT PRIMARY KEY, expires TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
`;

/** Which of many; newest first. Times are milliseconds since the Unix epoch. */
export interface RuntimeSelection {
  readonly since?: number;
  readonly limit: number;
}

/** How many versions of a profile are kept for a roll-back. */
const profileVersions = 10;

/**
 * Opens what this machine remembers of its running containers, or makes it. Several processes may use it at once; a writer
 * waits up to five seconds for another. Throws `host.io` when the file cannot be used.
 */
export function openRuntimeStore(path: string): RuntimeStore {
  try {
    makeDirectories(dirname(path), 0o700);
    const database = new DatabaseSync(path, { timeout: 5000, allowExtension: false });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    if (version !== 0 && version !== runtimeSchema)
      throw new Error(`it was written by another version (schema ${String(version)})`);
    database.exec(`${runtimeTables} PRAGMA user_version = ${runtimeSchema}`);
    return new RuntimeStore(database);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CaissonError('host.io', `cannot use the runtime store ${quote(path)}: ${reason}`, {
      cause,
      hint: 'name another directory with --state',
    });
  }
}

/** Detections, incidents, profiles and exceptions. Each call is a transaction of its own. */
export class RuntimeStore implements Disposable {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  #dataVersion: number | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  saveDetection(detection: Detection): void {
    const { id, time, rule, container } = detection;
    this.#run('INSERT OR REPLACE INTO detection VALUES (?, ?, ?, ?, ?)', [
      id,
      time,
      rule,
      container?.id ?? null,
      JSON.stringify(detection),
    ]);
  }

  detections({ since = 0, limit }: RuntimeSelection): readonly Detection[] {
    const sql = 'SELECT body FROM detection WHERE time >= ? ORDER BY time DESC LIMIT ?';
    return this.#bodies<Detection>(sql, [since, limit]);
  }

  /** By its id or the end of it. */
  detection(id: string): Detection | undefined {
    return this.#bodies<Detection>(...named('detection', id))[0];
  }

  saveIncident(incident: Incident): void {
    const { id, status, updated } = incident;
    this.#run('INSERT OR REPLACE INTO incident VALUES (?, ?, ?, ?)', [
      id,
      status,
      updated,
      JSON.stringify(incident),
    ]);
  }

  incidents(
    selection: RuntimeSelection & { readonly statuses?: readonly IncidentStatus[] },
  ): readonly Incident[] {
    const { since = 0, limit, statuses } = selection;
    const where = statuses === undefined ? '' : `AND status IN (${statuses.map(() => '?').join()})`;
    const sql = `SELECT body FROM incident WHERE updated >= ? ${where} ORDER BY updated DESC LIMIT ?`;
    return this.#bodies<Incident>(sql, [since, ...(statuses ?? []), limit]);
  }

  /** Of the newest so many those whose text is not known: looking at a text costs a small part of reading it. */
  unknownIncidents(
    limit: number,
    isKnown: (id: string, text: string) => boolean,
  ): readonly Incident[] {
    return this.#statement('SELECT id, body FROM incident ORDER BY updated DESC LIMIT ?')
      .all(limit)
      .filter(({ id, body }) => !isKnown(String(id), String(body)))
      .map(({ body }) => parsed<Incident>(body));
  }

  /** Those whose id is or ends so; more than one where the end is too short. */
  incidentsLike(id: string): readonly Incident[] {
    return this.#bodies<Incident>(...named('incident', id));
  }

  /** Keeps a profile and its ten last versions. */
  saveProfile(name: string, profile: Profile): void {
    this.#run('INSERT OR REPLACE INTO profile VALUES (?, ?, ?, ?)', [
      name,
      profile.version,
      profile.updated,
      JSON.stringify(profile),
    ]);
    this.#run('DELETE FROM profile WHERE name = ? AND version <= ?', [
      name,
      profile.version - profileVersions,
    ]);
  }

  /** The newest version of each profile, as it was written: a decoder has to look at it. */
  profiles(): readonly { readonly name: string; readonly body: Json }[] {
    const sql =
      'SELECT name, body FROM profile p WHERE version = (SELECT max(version) FROM profile q WHERE q.name = p.name) ORDER BY name';
    return this.#statement(sql)
      .all()
      .map((row) => ({ name: String(row['name']), body: parsed<Json>(row['body']) }));
  }

  /** As `profiles`, of those that are not known as they were at that time. */
  unknownProfiles(
    isKnown: (name: string, updated: number) => boolean,
  ): readonly { readonly name: string; readonly body: Json }[] {
    // Of the row that has the greatest version: SQLite, "bare columns in an aggregate query".
    return this.#statement('SELECT name, max(version), updated FROM profile GROUP BY name')
      .all()
      .filter(({ name, updated }) => !isKnown(String(name), Number(updated)))
      .flatMap(({ name }) => {
        const [body] = this.profileVersions(String(name));
        return body === undefined ? [] : [{ name: String(name), body }];
      });
  }

  /** All kept versions of one, newest first. */
  profileVersions(name: string): readonly Json[] {
    return this.#bodies<Json>('SELECT body FROM profile WHERE name = ? ORDER BY version DESC', [
      name,
    ]);
  }

  removeProfile(name: string, version?: number): void {
    if (version === undefined) this.#run('DELETE FROM profile WHERE name = ?', [name]);
    else this.#run('DELETE FROM profile WHERE name = ? AND version > ?', [name, version]);
  }

  /** Whether another connection wrote since the last time this was asked. */
  get wasChanged(): boolean {
    const row = this.#statement('PRAGMA data_version').get();
    const version = Number(row?.['data_version'] ?? 0);
    const changed = this.#dataVersion !== undefined && this.#dataVersion !== version;
    this.#dataVersion = version;
    return changed;
  }

  /** Runs `work` while nobody else can write. */
  alone<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has ended it already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  saveException(exception: RuntimeException): void {
    const { id, expires } = exception;
    this.#run('INSERT OR REPLACE INTO exception VALUES (?, ?, ?)', [
      id,
      expires,
      JSON.stringify(exception),
    ]);
  }

  removeException(id: string): boolean {
    return this.#run('DELETE FROM exception WHERE id = ?', [id]) > 0;
  }

  exceptions(): readonly RuntimeException[] {
    return this.#bodies<RuntimeException>('SELECT body FROM exception ORDER BY expires', []);
  }

  /** Forgets detections and closed incidents from before `time`. */
  forget(time: number): void {
    this.#run('DELETE FROM detection WHERE time < ?', [time]);
    this.#run("DELETE FROM incident WHERE updated < ? AND status IN ('resolved', 'dismissed')", [
      time,
    ]);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #bodies<Body>(sql: string, values: readonly SQLInputValue[]): readonly Body[] {
    return this.#statement(sql)
      .all(...values)
      .map((row) => parsed<Body>(row['body']));
  }

  #run(sql: string, values: readonly SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare(sql);
    this.#prepared.set(sql, made);
    return made;
  }
}

/** People copy the end of an id, which is what differs. */
function named(table: 'detection' | 'incident', id: string): [string, readonly SQLInputValue[]] {
  const sql = `SELECT body FROM ${table} WHERE id = ?1 OR substr(id, -length(?1)) = ?1 ORDER BY id DESC LIMIT 20`;
  return [sql, [id.toUpperCase()]];
}

/** This program wrote it, into a directory of its own: its shape is trusted. */
function parsed<Body>(text: unknown): Body {
  return JSON.parse(String(text)) as Body;
}
