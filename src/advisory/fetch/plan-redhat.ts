import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mapConcurrent } from '#kit/concurrency.ts';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { type RedHatChange, readRedHatChanges } from '../feeds/redhat-changes.ts';
import type { FeedVisit } from './visit.ts';

const archiveName = 'vex.tar.zst';
const parallelDocuments = 8;
/** A week changes some thousands; whoever has more to fetch is better served by the next archive. */
const maxChanges = 100_000;

/**
 * Red Hat's VEX: the archive that `archive_latest.txt` names, then each document that `changes.csv` dates after it as a file of its
 * own, which takes the place of the archive's, and for those in `deletions.csv` a mark that they are gone.
 */
export async function fetchRedHat(visit: FeedVisit): Promise<void> {
  const latest = (await visit.text(visit.urlOf({ path: 'archive_latest.txt' }), 4096)).trim();
  const day = /^[\w.-]{1,100}?(\d{4}-\d\d-\d\d)[\w-]{0,40}\.tar\.zst$/.exec(latest)?.[1];
  if (day === undefined)
    throw new CaissonError('input.malformed', 'archive_latest.txt names no archive');
  const archive = { url: visit.urlOf({ path: latest }), name: archiveName, mark: latest };
  const had = visit.known(archiveName)?.mark;
  if (!(await visit.bring(archive)) || visit.known(archiveName)?.mark !== latest)
    return keepAll(visit);
  if (had !== latest) dropOlder(visit, day);
  try {
    await fetchChanges(day, visit);
  } catch (error) {
    keepAll(visit);
    visit.fail(error);
  }
}

/** The archive of before goes with the documents of before. */
function keepAll(visit: FeedVisit): void {
  for (const name of looseNames(visit)) visit.keep(name);
}

/** What is older than the archive must not stand in front of it. */
function dropOlder(visit: FeedVisit, day: string): void {
  for (const name of looseNames(visit)) {
    const time = visit.known(name)?.mark ?? '';
    if (!(instantOf(time) >= instantOf(day))) visit.drop(name);
  }
}

function looseNames(visit: FeedVisit): readonly string[] {
  if (!existsSync(visit.directory)) return [];
  return readdirSync(visit.directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{4}$/.test(entry.name))
    .flatMap(({ name }) =>
      readdirSync(join(visit.directory, name))
        .filter((file) => /^cve-\d{4}-\d{4,19}\.json(?:\.deleted)?$/.test(file))
        .map((file) => `${name}/${file}`),
    );
}

async function fetchChanges(day: string, visit: FeedVisit): Promise<void> {
  const changed = latestOf(await lines('changes.csv', visit), day);
  const deleted = latestOf(await lines('deletions.csv', visit), day);
  const gone = [...deleted].filter(([path, time]) => !isLater(changed.get(path), time));
  for (const [path] of gone) {
    changed.delete(path);
    visit.drop(path);
    if (!existsSync(visit.pathOf(`${path}.deleted`)))
      writeFileAtomic(visit.pathOf(`${path}.deleted`), '');
  }
  const there = new Set(gone.map(([path]) => `${path}.deleted`));
  for (const name of looseNames(visit))
    if (!there.has(name) && !changed.has(name)) visit.drop(name);
  await mapConcurrent(
    [...changed],
    parallelDocuments,
    ([path, mark]) =>
      // one that is not there any more was deleted a moment ago
      visit.bring({ url: visit.urlOf({ path }), name: path, mark, isOptional: true }),
    visit.scope.signal,
  );
}

async function lines(path: string, visit: FeedVisit): Promise<readonly RedHatChange[]> {
  const text = await visit.text(visit.urlOf({ path }));
  const found = readRedHatChanges(text);
  if (found.length === 0 && text.trim() !== '')
    throw new CaissonError('input.malformed', `what the server sent is no ${path}`);
  return found;
}

/** The newest time of each path since the day of the archive. */
function latestOf(changes: readonly RedHatChange[], day: string): Map<string, string> {
  const latest = new Map<string, string>();
  for (const { path, time } of changes)
    if (instantOf(time) >= instantOf(day) && !isLater(latest.get(path), time))
      latest.set(path, time);
  if (latest.size > maxChanges)
    throw new CaissonError('limit.entries', 'too many documents changed since the archive');
  return latest;
}

function isLater(one: string | undefined, other: string): boolean {
  return one !== undefined && instantOf(one) > instantOf(other);
}

/** A day counts from its beginning. */
function instantOf(time: string): number {
  return Date.parse(time);
}
