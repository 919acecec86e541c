import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type * as database from '#app/database.ts';
import type { MirrorRequest } from '#app/database-mirror.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { SessionOptions } from '../session.ts';
import type { CommonOptions, Settings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export interface DbFlags extends CommonOptions, SessionOptions {
  readonly format?: string;
  readonly from?: string;
  readonly out?: string;
  readonly to?: string;
  readonly feeds?: string;
  readonly list?: boolean;
  readonly fromUrl?: readonly string[];
  readonly key?: string;
  readonly kev?: string;
  readonly epss?: string;
  readonly bundle?: string;
  readonly redistributable?: boolean;
  readonly previous?: string;
  readonly deltas?: string;
  readonly acceptChanges?: boolean;
  readonly maxFeedAge?: string;
  readonly expect?: string;
  readonly force?: boolean;
  readonly allowUnsigned?: boolean;
  readonly insecure?: readonly string[];
}

/** Where a command runs, and what was configured. */
interface Place {
  readonly settings: Settings;
  readonly terminal: Terminal;
}

/** OSV's public bucket: every ecosystem in one place, refreshed all the time. */
const defaultSource = 'https://osv-vulnerabilities.storage.googleapis.com';

/** What `db update` was asked to do. `CAISSON_DB_SOURCE` names sources too, separated by blanks. */
export function updateRequest(
  words: readonly string[],
  flags: DbFlags,
  place: Place,
): database.UpdateRequest {
  const configured = place.terminal.environment['CAISSON_DB_SOURCE']?.split(/\s+/) ?? [];
  const stated = [words, configured, [defaultSource]]
    .map((names) => names.filter((name) => name !== ''))
    .find((names) => names.length > 0);
  return {
    from: (stated ?? []).map((name) => sourceName(name, place)),
    force: flags.force ?? false,
    allowUnsigned: flags.allowUnsigned ?? false,
    ...extraFeeds(flags),
  };
}

/** What `db mirror` was asked to do. */
export function mirrorRequest(
  words: readonly string[],
  { to = '', force, allowUnsigned }: DbFlags,
  place: Place,
): MirrorRequest {
  return {
    from: words.map((name) => sourceName(name, place)),
    to: sourceName(to, place),
    force: force ?? false,
    allowUnsigned: allowUnsigned ?? false,
  };
}

/** An address as it is, anything else as a path. */
function sourceName(name: string, { settings, terminal }: Place): string {
  if (!/^[a-z]+:\/\//.test(name)) return resolve(terminal.workingDirectory, name);
  refuseOffline(name, settings, 'name a directory: caisson db update DIRECTORY');
  return name;
}

function extraFeeds({ kev, epss }: DbFlags): Pick<database.UpdateRequest, 'extra'> {
  if (kev === undefined && epss === undefined) return {};
  return { extra: { ...(kev !== undefined && { kev }), ...(epss !== undefined && { epss }) } };
}

/** What `db push` was asked to do. */
export function pushRequest(
  to: string,
  flags: DbFlags,
  { settings, terminal }: Place,
): database.PushRequest {
  refuseOffline(to, settings, 'write it to a directory: caisson db export DIRECTORY');
  return {
    to,
    ...(flags.key !== undefined && { keyFile: resolve(terminal.workingDirectory, flags.key) }),
  };
}

function refuseOffline(name: string, { offline }: Settings, hint: string): void {
  if (!offline) return;
  throw new CaissonError(
    'access.unreachable',
    `${quote(name)} is not asked: --offline forbids the network`,
    { hint },
  );
}

/** What `db build` was asked to do. */
export function buildRequest(
  flags: DbFlags,
  { environment, workingDirectory }: Terminal,
): database.BuildRequest {
  const from = resolve(workingDirectory, flags.from ?? '');
  if (statSync(from, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CaissonError('usage.invalid-argument', `there is no directory ${quote(from)}`, {
      hint: 'name one that holds <ecosystem>/all.zip, as the OSV bucket does',
    });
  const epoch = numberOf('SOURCE_DATE_EPOCH', environment['SOURCE_DATE_EPOCH']);
  return {
    from,
    out: resolve(workingDirectory, flags.out ?? ''),
    redistributableOnly: flags.redistributable ?? false,
    ...(flags.key !== undefined && { keyFile: resolve(workingDirectory, flags.key) }),
    ...(epoch !== undefined && { sourceDateEpoch: epoch }),
    ...gatesOf(flags, workingDirectory),
  };
}

/** The build before, and what must hold. */
function gatesOf(
  { acceptChanges, previous, expect, ...flags }: DbFlags,
  workingDirectory: string,
): Pick<
  database.BuildRequest,
  'acceptChanges' | 'previous' | 'deltas' | 'maxFeedAgeDays' | 'expectFile'
> {
  const deltas = numberOf('--deltas', flags.deltas);
  const maxFeedAgeDays = numberOf('--max-feed-age', flags.maxFeedAge);
  return {
    acceptChanges: acceptChanges ?? false,
    ...(previous !== undefined && { previous: resolve(workingDirectory, previous) }),
    ...(expect !== undefined && { expectFile: resolve(workingDirectory, expect) }),
    ...(deltas !== undefined && { deltas }),
    ...(maxFeedAgeDays !== undefined && { maxFeedAgeDays }),
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const unit = name === 'SOURCE_DATE_EPOCH' ? 'number of seconds' : 'number';
  throw new CaissonError(
    'usage.invalid-argument',
    `${name} is ${quote(text)}, which is no ${unit}`,
    {
      hint:
        name === 'SOURCE_DATE_EPOCH'
          ? 'unset it, or set it to seconds since 1970'
          : 'write a whole number',
    },
  );
}
