import { resolve } from 'node:path';
import * as database from '#app/database.ts';
import { mirror } from '#app/database-mirror.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { unreachable } from '#kit/never.ts';
import { printable } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession } from '../session.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { fetchOutcome } from './db-fetch.ts';
import {
  buildName,
  buildOutcome,
  type DbOutcome,
  diffOutcome,
  mirrorOutcome,
  pushOutcome,
  searchOutcome,
  statusOutcome,
  updateOutcome,
  verifyOutcome,
} from './db-outcome.ts';
import {
  buildRequest,
  type DbFlags,
  mirrorRequest,
  pushRequest,
  updateRequest,
} from './db-request.ts';

const changing = ['fetch', 'update', 'build', 'push', 'mirror', 'export', 'rollback'] as const;
const looking = ['status', 'search', 'verify', 'diff'] as const;
type Changing = (typeof changing)[number];
type Looking = (typeof looking)[number];
export type DbAction = Changing | Looking;

/** `caisson db ACTION [words]`. */
export async function runDb(
  action: DbAction,
  words: readonly string[],
  flags: DbFlags,
  { program, terminal }: { readonly program: Program; readonly terminal: Terminal },
): Promise<number> {
  const { record, lines, code } = await work(action, words, flags, { program, terminal });
  if (flags.format === 'json') terminal.out.write(`${formatJson(record, 2)}\n`);
  else terminal.out.write(`${lines.map(printable).join('\n')}\n`);
  return code ?? exitCodes.ok;
}

/** What an action works with. */
interface Work {
  readonly words: readonly string[];
  readonly flags: DbFlags;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly opened: database.Database;
  readonly scope: Scope;
}

/** The session ends here, so that its progress line is gone before anything is printed. */
async function work(
  action: DbAction,
  words: readonly string[],
  flags: DbFlags,
  { program, terminal }: { readonly program: Program; readonly terminal: Terminal },
): Promise<DbOutcome> {
  const settings = readSettings(flags, terminal);
  using session = openSession(flags, terminal);
  const { scope } = session;
  const opened = await program.createDatabase(settings, scope);
  const given = { words, flags, settings, terminal, opened, scope };
  const isLooking = looking.find((one) => one === action);
  if (isLooking !== undefined) return look(isLooking, given);
  const isChanging = changing.find((one) => one === action);
  if (isChanging !== undefined) return await change(isChanging, given);
  throw new CaissonError('internal.bug', 'there is no such action');
}

async function change(action: Changing, given: Work): Promise<DbOutcome> {
  const { words, flags, terminal, opened, scope } = given;
  const [first = ''] = words;
  switch (action) {
    case 'fetch':
      return await fetchOutcome(given);
    case 'update':
      return updateOutcome(
        await database.update(updateRequest(words, flags, given), opened, scope),
      );
    case 'build':
      return buildOutcome(await database.build(buildRequest(flags, terminal), opened, scope));
    case 'push':
      return pushOutcome(await database.push(pushRequest(first, flags, given), opened, scope));
    case 'mirror':
      return mirrorOutcome(await mirror(mirrorRequest(words, flags, given), opened, scope));
    case 'export':
      return exportOutcome(first, given);
    case 'rollback':
      return buildName('now in use', database.rollBack(first || undefined, opened));
    default:
      return unreachable(action);
  }
}

function exportOutcome(directory: string, { flags, terminal, opened, scope }: Work): DbOutcome {
  const { bundle } = flags;
  function path(name: string): string {
    return resolve(terminal.workingDirectory, name);
  }
  if (bundle === undefined && directory === '')
    throw new CaissonError('usage.invalid-argument', 'it is not said where to export to', {
      hint: 'name a directory, or a file: --bundle FILE.tar',
    });
  return buildName(
    'exported',
    bundle === undefined
      ? database.exportTo(path(directory), opened, scope)
      : database.bundleTo(path(bundle), opened, scope),
  );
}

/** The actions that change nothing. */
function look(action: Looking, { words, settings, terminal, opened, scope }: Work): DbOutcome {
  const [first = '', second] = words;
  switch (action) {
    case 'status':
      return statusOutcome(database.status(opened, scope), settings.databaseDirectory);
    case 'search':
      return searchOutcome(first, database.search(first, opened, scope));
    case 'verify':
      return verifyOutcome(database.verify(opened, scope));
    case 'diff': {
      const before = resolve(terminal.workingDirectory, first);
      const after = second === undefined ? undefined : resolve(terminal.workingDirectory, second);
      return diffOutcome(database.diff([before, after], opened, scope));
    }
    default:
      return unreachable(action);
  }
}
