import type { DatabaseSync } from 'node:sqlite';
import type { Component } from '#model/component.ts';
import { parseMarks, type SegmentDigests, type Subject } from './subject.ts';

/** Which keys of a segment another build of it changed; `undefined` when nobody can tell, then all of them. */
type ChangedKeys = (segment: string, from: string, to: string) => Iterable<string> | undefined;

/**
 * Finds the subjects that another state of the database may speak of differently: those that have a key which changed between
 * the build that they were matched against and the current one. No component is read but theirs.
 */
export class StaleSubjects {
  readonly #database: DatabaseSync;
  readonly #current: SegmentDigests;
  readonly #changedKeys: ChangedKeys;

  constructor(database: DatabaseSync, current: SegmentDigests, changedKeys: ChangedKeys) {
    this.#database = database;
    this.#current = current;
    this.#changedKeys = changedKeys;
  }

  /** In the order of contexts and components. */
  read(): readonly Subject[] {
    this.#database.exec(
      'CREATE TEMP TABLE IF NOT EXISTS touched(build INTEGER, key INTEGER, PRIMARY KEY(build, key)) WITHOUT ROWID; DELETE FROM touched',
    );
    for (const row of this.#database.prepare('SELECT id, segments FROM build').all())
      this.#touch(Number(row['id']), String(row['segments']));
    return this.#database.prepare(staleRows).all().map(toSubject);
  }

  /** Notes the keys that differ between a build and the current one. */
  #touch(build: number, segments: string): void {
    const before = new Map(JSON.parse(segments) as [string, string][]);
    for (const segment of new Set([...before.keys(), ...this.#current.keys()])) {
      const [from, to] = [before.get(segment), this.#current.get(segment)];
      if (from === to) continue;
      const keys =
        from === undefined || to === undefined ? undefined : this.#changedKeys(segment, from, to);
      if (keys === undefined) this.#touchAll(build, segment);
      else for (const key of keys) this.#touchOne(build, segment, key);
    }
  }

  #touchAll(build: number, segment: string): void {
    this.#database
      .prepare('INSERT OR IGNORE INTO touched SELECT ?, id FROM key WHERE segment = ?')
      .run(build, segment);
  }

  #touchOne(build: number, segment: string, key: string): void {
    this.#database
      .prepare('INSERT OR IGNORE INTO touched SELECT ?, id FROM key WHERE segment = ? AND name = ?')
      .run(build, segment, key);
  }
}

const staleRows = `
SELECT DISTINCT subject.context AS context, subject.component AS number, component.data AS data, subject.findings AS findings
FROM touched
JOIN subject_key ON subject_key.key = touched.key
JOIN subject ON subject.context = subject_key.context AND subject.component = subject_key.component AND subject.build = touched.build
JOIN component ON component.id = subject.component
ORDER BY context, number`;

function toSubject(row: Readonly<Record<string, unknown>>): Subject {
  return {
    context: Number(row['context']),
    number: Number(row['number']),
    component: JSON.parse(String(row['data'])) as Component,
    marks: parseMarks(String(row['findings'])),
  };
}
