import type { Caller, Job, Operations, Platform, Reach } from '#contract/platform.ts';
import {
  addSchedule,
  correctSchedules,
  listSchedules,
  noteFault,
  readDue,
  readSchedule,
  removeSchedule,
  takeSchedule,
} from '#estate/report/schedule.ts';
import {
  addReport,
  failReport,
  listReports,
  noteSent,
  type Owner,
  type ReportFile,
  readReport,
  readReportFile,
  readWanted,
  removeReport,
  saveReport,
} from '#estate/report/store.ts';
import { CaissonError, type ErrorCode, isCaissonError } from '#kit/error.ts';
import { type MakingParts, makeReport, reachOfReport } from './report-make.ts';

export interface ReportParts
  extends Pick<Platform, 'database' | 'jobs' | 'audit' | 'scope'>,
    MakingParts {
  /** The caller that somebody is now, with the rights of now; undefined: no longer there, or locked out. */
  readonly callerOf: (owner: Owner) => Promise<Caller | undefined>;
  /** Sends a report by mail; absent: no mail is configured, and schedules that want it say so. `id` is the same when it is tried again. */
  readonly mail?: (mail: ReportMail) => Promise<void>;
}

export interface ReportMail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly file: ReportFile;
}

const kind = 'report';
/** Worth trying again: the database or the mail server is away. Anything else fails the same way next time. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'access.unreachable',
  'access.rate-limited',
  'host.io',
  'limit.time',
]);

/** Reports and schedules. */
export function reportOperations(
  parts: ReportParts,
): Pick<
  Operations,
  | 'listReports'
  | 'addReport'
  | 'readReport'
  | 'readReportFile'
  | 'removeReport'
  | 'listSchedules'
  | 'addSchedule'
  | 'removeSchedule'
> {
  const { database, scope, audit } = parts;
  function now(): number {
    return scope.clock().getTime();
  }
  return {
    listReports: ({ reach }, { query }) => listReports(database, reach, query),
    addReport: async ({ caller }, { body }) => {
      const reach = reachOfReport(caller, body);
      const row = await database.transaction(async (tx) => {
        const id = await addReport(tx, body, { owner: caller, reach, now: now() });
        await parts.jobs.add(tx, { kind, subject: id, key: `report:${id}` });
        await audit.append(tx, {
          caller,
          action: 'report.add',
          subject: id,
          outcome: 'done',
          detail: `${body.kind} as ${body.format}: ${body.name}`,
        });
        return await readReport(tx, 'all', id);
      });
      parts.jobs.wake();
      return row;
    },
    readReport: ({ reach }, { params }) => readReport(database, reach, params.id),
    readReportFile: async ({ reach }, { params }) => {
      const { fileName, mediaType, body } = await readReportFile(database, reach, params.id);
      return { fileName, mediaType, bytes: [body] };
    },
    removeReport: async ({ caller, reach }, { params }) => {
      await database.transaction(async (tx) => {
        await removeReport(tx, reach, params.id);
        await audit.append(tx, {
          caller,
          action: 'report.remove',
          subject: params.id,
          outcome: 'done',
        });
      });
      return { ok: true };
    },
    ...scheduleOperations(parts),
  };
}

function scheduleOperations({
  database,
  scope,
  audit,
}: ReportParts): Pick<Operations, 'listSchedules' | 'addSchedule' | 'removeSchedule'> {
  function now(): number {
    return scope.clock().getTime();
  }
  return {
    listSchedules: async ({ caller, reach }) => ({
      items: [...(await listSchedules(database, caller, reach === 'all'))],
    }),
    addSchedule: async ({ caller }, { body }) => {
      reachOfReport(caller, body.wish);
      // Taken and never sent would be worse.
      if (body.destination !== undefined)
        throw new CaissonError('usage.invalid-argument', 'reports do not go to destinations', {
          hint: 'name the addresses of people in "mailTo"',
        });
      return await database.transaction(async (tx) => {
        const row = await addSchedule(tx, body, caller, now());
        await audit.append(tx, {
          caller,
          action: 'schedule.add',
          subject: row.id,
          outcome: 'done',
          detail: `${row.cron} ${row.timeZone}: ${row.wish.name}`,
        });
        return row;
      });
    },
    removeSchedule: async ({ caller, reach }, { params }) => {
      await database.transaction(async (tx) => {
        await removeSchedule(tx, params.id, caller, reach === 'all');
        await audit.append(tx, {
          caller,
          action: 'schedule.remove',
          subject: params.id,
          outcome: 'done',
        });
      });
      return { ok: true };
    },
  };
}

/** Makes reports as they are asked for, one at a time, until it is disposed of. */
export function workReports(parts: ReportParts): AsyncDisposable {
  return parts.jobs.work([kind], (job, signal) => workReport(parts, job, signal), {
    parallel: 1,
    attempts: 5,
    leaseMs: 300_000,
  });
}

/** Asks for the reports of schedules whose time has come; a sweep calls it every minute. Answers how many. */
export async function runSchedules({ database, jobs, scope }: ReportParts): Promise<number> {
  const now = scope.clock().getTime();
  let asked = 0;
  for (const due of await readDue(database, now)) {
    const isTaken = await database.transaction(async (tx) => {
      if (!(await takeSchedule(tx, due, now))) return false;
      // What it tells of is known when it is made: until then nobody but who reaches everything sees it.
      const id = await addReport(tx, due.wish, {
        owner: due.owner,
        reach: [],
        now,
        schedule: due.id,
      });
      await jobs.add(tx, { kind, subject: id, key: `report:${id}` });
      return true;
    });
    if (isTaken) asked += 1;
  }
  await correctSchedules(database, now);
  if (asked > 0) jobs.wake();
  return asked;
}

/** One report: made, kept, sent. Again it goes on where it stopped. */
export async function workReport(
  parts: ReportParts,
  { subject }: Pick<Job, 'subject'>,
  signal: AbortSignal,
): Promise<void> {
  const wanted = await readWanted(parts.database, subject);
  if (wanted === undefined || wanted.state === 'failed') return;
  try {
    if (wanted.state === 'waiting') {
      const caller = await parts.callerOf(wanted.owner);
      if (caller === undefined)
        throw new CaissonError('access.forbidden', `${wanted.owner.name} may no longer log in`);
      const now = parts.scope.clock().getTime();
      const { file, reach } = await makeReport(parts, wanted, caller, { now, signal });
      await parts.database.transaction((tx) => saveReport(tx, subject, file, reach));
    }
    if (wanted.schedule !== '' && wanted.sent === undefined) await send(parts, subject, wanted);
  } catch (error) {
    if (!isCaissonError(error) || passing.has(error.code)) throw error;
    await giveUp(parts, { id: subject, schedule: wanted.schedule }, error.message);
  }
}

async function send(
  parts: ReportParts,
  id: string,
  { schedule: from, wish }: { readonly schedule: string; readonly wish: { readonly name: string } },
): Promise<void> {
  const { database, scope, mail } = parts;
  const schedule = await readSchedule(database, from);
  if (schedule === undefined) return;
  if (schedule.mailTo.length > 0) {
    if (mail === undefined)
      throw new CaissonError('usage.invalid-config', 'no mail server is configured');
    const file = await readReportFile(database, 'all' satisfies Reach, id);
    const text = `${wish.name}\n\nFile: ${file.fileName}\nDigest: ${file.digest}\nMade for: ${schedule.owner}\n`;
    await mail({ id, to: schedule.mailTo, subject: wish.name, text, file });
  }
  await database.transaction(async (tx) => {
    await noteSent(tx, id, scope.clock().getTime());
    await noteFault(tx, from, '');
  });
}

async function giveUp(
  { database, scope }: ReportParts,
  { id, schedule }: { readonly id: string; readonly schedule: string },
  fault: string,
): Promise<void> {
  scope.log.warn('a report could not be made', { report: id, fault });
  await database.transaction(async (tx) => {
    await failReport(tx, id, fault);
    if (schedule !== '') await noteFault(tx, schedule, fault);
  });
}
