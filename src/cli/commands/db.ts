import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import * as database from '#app/database.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { unreachable } from '#kit/never.ts';
import { printable, quote } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings, type Settings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import {
  buildName,
  buildOutcome,
  type DbOutcome,
  pushOutcome,
  searchOutcome,
  statusOutcome,
  updateOutcome,
  verifyOutcome,
} from './db-outcome.ts';

export interface DbFlags extends CommonOptions, SessionOptions {
  readonly format?: string;
  readonly from?: string;
  readonly out?: string;
  readonly key?: string;
  readonly kev?: string;
  readonly epss?: string;
  readonly redistributable?: boolean;
  readonly force?: boolean;
  readonly allowUnsigned?: boolean;
  readonly insecure?: readonly string[];
}

export type DbAction =
  | 'status'
  | 'update'
  | 'build'
  | 'search'
  | 'verify'
  | 'export'
  | 'push'
  | 'rollback';

/** `caisson db ACTION [argument]`. */
export async function runDb(
  action: DbAction,
  argument: string | undefined,
  flags: DbFlags,
  { program, terminal }: { readonly program: Program; readonly terminal: Terminal },
): Promise<number> {
  const { record, lines, code } = await work(action, argument, flags, { program, terminal });
  if (flags.format === 'json') terminal.out.write(`${formatJson(record, 2)}\n`);
  else terminal.out.write(`${lines.map(printable).join('\n')}\n`);
  return code ?? exitCodes.ok;
}

/** The session ends here, so that its progress line is gone before anything is printed. */
async function work(
  action: DbAction,
  argument: string | undefined,
  flags: DbFlags,
  { program, terminal }: { readonly program: Program; readonly terminal: Terminal },
): Promise<DbOutcome> {
  const settings = readSettings(flags, terminal);
  using session = openSession(flags, terminal);
  const { scope } = session;
  const opened = await program.createDatabase(settings, scope);
  if (action === 'update') {
    const request = updateRequest(argument, flags, { settings, terminal });
    return updateOutcome(await database.update(request, opened, scope));
  }
  if (action === 'build')
    return buildOutcome(await database.build(buildRequest(flags, terminal), opened, scope));
  if (action === 'push') {
    const request = pushRequest(argument ?? '', flags, { settings, terminal });
    return pushOutcome(await database.push(request, opened, scope));
  }
  const path = action === 'export' ? resolve(terminal.workingDirectory, argument ?? '') : argument;
  if (action === 'status')
    return statusOutcome(database.status(opened, scope), settings.databaseDirectory);
  return inspect(action, path ?? '', opened, scope);
}

/** The actions that change nothing but what is in use. */
function inspect(
  action: Exclude<DbAction, 'update' | 'build' | 'push' | 'status'>,
  argument: string,
  opened: database.Database,
  scope: Scope,
): DbOutcome {
  switch (action) {
    case 'search':
      return searchOutcome(argument, database.search(argument, opened, scope));
    case 'verify':
      return verifyOutcome(database.verify(opened, scope));
    case 'export':
      return buildName('exported', database.exportTo(argument, opened, scope));
    case 'rollback':
      return buildName('now in use', database.rollBack(argument || undefined, opened));
    default:
      return unreachable(action);
  }
}

/** OSV's public bucket: every ecosystem in one place, refreshed all the time. */
const defaultSource = 'https://osv-vulnerabilities.storage.googleapis.com';

function updateRequest(
  argument: string | undefined,
  flags: DbFlags,
  { settings, terminal }: { readonly settings: Settings; readonly terminal: Terminal },
): database.UpdateRequest {
  const named = argument || terminal.environment['CAISSON_DB_SOURCE'] || defaultSource;
  const isRemote = /^[a-z]+:\/\//.test(named);
  if (isRemote) refuseOffline(named, settings, 'name a directory: caisson db update DIRECTORY');
  const from = isRemote ? named : resolve(terminal.workingDirectory, named);
  return {
    from,
    force: flags.force ?? false,
    allowUnsigned: flags.allowUnsigned ?? false,
    ...extraFeeds(flags),
  };
}

function extraFeeds({ kev, epss }: DbFlags): Pick<database.UpdateRequest, 'extra'> {
  if (kev === undefined && epss === undefined) return {};
  return { extra: { ...(kev !== undefined && { kev }), ...(epss !== undefined && { epss }) } };
}

function pushRequest(
  to: string,
  flags: DbFlags,
  { settings, terminal }: { readonly settings: Settings; readonly terminal: Terminal },
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

function buildRequest(flags: DbFlags, terminal: Terminal): database.BuildRequest {
  const { environment, workingDirectory } = terminal;
  const from = resolve(workingDirectory, flags.from ?? '');
  if (statSync(from, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CaissonError('usage.invalid-argument', `there is no directory ${quote(from)}`, {
      hint: 'name one that holds <ecosystem>/all.zip, as the OSV bucket does',
    });
  const epoch = environment['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined && !/^\d{1,12}$/.test(epoch))
    throw new CaissonError(
      'usage.invalid-argument',
      `SOURCE_DATE_EPOCH is ${quote(epoch)}, which is no number of seconds`,
      { hint: 'unset it, or set it to seconds since 1970' },
    );
  return {
    from,
    out: resolve(workingDirectory, flags.out ?? ''),
    redistributableOnly: flags.redistributable ?? false,
    ...(flags.key !== undefined && { keyFile: resolve(workingDirectory, flags.key) }),
    ...(epoch !== undefined && { sourceDateEpoch: Number(epoch) }),
  };
}
