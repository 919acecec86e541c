import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import { type CaissonError, isCaissonError } from '#kit/error.ts';
import { basename } from '#kit/path.ts';
import type { Observation } from '#model/observation.ts';
import { Budget, Faults, isPlainWord } from '../bounds.ts';
import { readBerkeleyBlobs } from './berkeley.ts';
import type { BlobReader } from './blob-reader.ts';
import { parseRpmHeader } from './header.ts';
import { readNdbBlobs } from './ndb.ts';
import { observePackages } from './observe.ts';
import { packageOf, type Reading, type RpmPackage } from './package.ts';
import { readSqliteBlobs } from './sqlite.ts';

const directories = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'];
const readers: ReadonlyMap<string, BlobReader> = new Map<string, BlobReader>([
  ['Packages', readBerkeleyBlobs],
  ['Packages.db', readNdbBlobs],
  ['rpmdb.sqlite', readSqliteBlobs],
]);
const writeAheadLog = 'rpmdb.sqlite-wal';

/** Packages of rpm in its three kinds of database, and the files they own. */
export const rpmDatabase: Analyzer = {
  kind: 'analyzer',
  id: 'os/rpm',
  revision: 3,
  title: 'rpm packages',
  claims: directories.flatMap((directory) =>
    [...readers.keys(), writeAheadLog].map((name) => ({ path: `${directory}/${name}` })),
  ),
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const name = basename(file.path);
  if (name === writeAheadLog) yield* logGap(file);
  const read = readers.get(name);
  if (read === undefined || file.size === 0) return;
  const { packages, faults, failure } = readPackages(read(file), scope);
  yield* observePackages(file.path, packages);
  yield* faults.gaps(file.path);
  if (failure !== undefined) throw failure;
}

/** rpm merges the log into the database when it ends; one that is left holds changes that the database lacks. */
function* logGap(file: FileView): Iterable<Observation> {
  if (file.size === 0) return;
  yield {
    type: 'gap',
    location: { path: file.path },
    reason: 'unsupported',
    detail: 'rpm database: changes in the write-ahead log are not read',
  };
}

interface Result {
  readonly packages: readonly RpmPackage[];
  readonly faults: Faults;
  /** What ended the reading early; what was read before still counts. */
  readonly failure?: CaissonError;
}

function readPackages(blobs: Iterable<Uint8Array>, scope: Scope): Result {
  const reading = { budget: new Budget(scope.limits.maxEntries), limits: scope.limits };
  const packages: RpmPackage[] = [];
  const faults = new Faults();
  try {
    for (const blob of blobs) {
      checkpoint(scope.signal);
      reading.budget.countPackage();
      const rpm = readPackage(blob, reading, faults);
      // Keys to verify packages with are kept as if they were packages.
      if (rpm !== undefined && rpm.name !== 'gpg-pubkey') packages.push(rpm);
    }
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    return { packages, faults, failure: error };
  }
  return { packages, faults };
}

/** `undefined` for a header that cannot be read, which `faults` then knows. Throws `limit.entries`. */
function readPackage(blob: Uint8Array, reading: Reading, faults: Faults): RpmPackage | undefined {
  try {
    const rpm = packageOf(parseRpmHeader(blob), reading);
    if (isPlainWord(rpm.name) && isPlainWord(rpm.version)) return rpm;
    faults.add('a header lacks a package name or version');
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed')) throw error;
    faults.add(error.message);
  }
  return undefined;
}
