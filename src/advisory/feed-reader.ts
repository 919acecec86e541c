import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type ZipEntry, ZipFile } from '#kit/zip.ts';
import { dayOf } from './date.ts';
import type { Normalised } from './fact.ts';
import type { FeedFile } from './feed-files.ts';
import { fileDigest } from './file-digest.ts';
import { normaliseOsv } from './osv.ts';
import { normaliseSecdb } from './secdb.ts';

/** EPSS, KEV and secdb files are lists of short lines; none comes near this. */
const maxFeedBytes = 128 * 2 ** 20;

/**
 * What each record of an OSV or secdb feed says, one at a time: the text of a feed is never held as a whole.
 * A damaged record is a `malformed` skip. Throws `input.*` and `limit.*` when the feed itself cannot be read.
 */
export function* readRecords(feed: FeedFile, scope: Scope): Iterable<Normalised> {
  if (feed.kind === 'secdb') {
    yield normaliseSecdb(parseJson(readText(feed), feed.name), feed.base ?? '');
    return;
  }
  const { maxEntries, maxFileBytes, maxRatio } = scope.limits;
  using zip = ZipFile.open(feed.path, { maxEntries, maxEntryBytes: maxFileBytes, maxRatio });
  for (const entry of zip.entries) {
    checkpoint(scope.signal);
    if (entry.name.endsWith('.json')) yield readEntry(zip, entry, feed.base);
  }
}

/** A whole feed file as text, unpacked when it is gzip. Throws `limit.size` and `input.malformed`. */
export function readText(feed: FeedFile): string {
  if (statSync(feed.path).size > maxFeedBytes) throw tooLarge(feed);
  const bytes = readFileSync(feed.path);
  if (!feed.path.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: maxFeedBytes }).toString('utf8');
  } catch (cause) {
    throw new CaissonError('input.malformed', `${quote(feed.name)} cannot be unpacked`, { cause });
  }
}

/** The SHA-256 of a feed's file, or of the names and digests of all files of its directory, `sha256:…`. */
export function digestOfFeed({ kind, path }: FeedFile): string {
  if (kind !== 'vendor') return fileDigest(path).digest;
  const hash = createHash('sha256');
  for (const file of filesBelow(path))
    hash.update(`${fileDigest(join(path, file)).digest} ${file}\n`);
  return `sha256:${hash.digest('hex')}`;
}

/** All plain files below a directory, relative to it, sorted; what hangs on a symbolic link is not followed. */
export function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function readEntry(zip: ZipFile, entry: ZipEntry, base: string | undefined): Normalised {
  try {
    const text = zip.read(entry).toString('utf8');
    const day = dayOf(entry.modified);
    const normalised = normaliseOsv(parseJson(text, entry.name), base);
    return { ...normalised, ...(day !== undefined && { day }) };
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed', 'input.unsupported', 'limit.size')) throw error;
    return { facts: [], skips: [{ reason: 'malformed', subject: entry.name }] };
  }
}

function tooLarge(feed: FeedFile): CaissonError {
  return new CaissonError('limit.size', `${quote(feed.name)} is too large`);
}
