import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Caller, Reach } from '#contract/platform.ts';
import { verifySignedReport } from '#reporting/signed.ts';
import { toReportKey } from '#reporting/signing-key.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { reportRoutes } from '#wire/report.ts';
import type { InputOf } from '#wire/routes.ts';
import { callerWith, callWith, estateNow, madeEstate } from '../testing-estate.ts';
import { assetOperations } from './asset.ts';
import { complianceOperations } from './compliance.ts';
import { exceptionOperations } from './exception.ts';
import { findingOperations } from './finding.ts';
import { overviewOperations } from './overview.ts';
import {
  type ReportMail,
  type ReportParts,
  reportOperations,
  runSchedules,
  workReport,
} from './report.ts';

type Wish = InputOf<'addReport'>['body'];
const shop: Reach = [{ cluster: 'prod', namespace: 'shop' }];
const pay: Reach = [{ cluster: 'prod', namespace: 'pay' }];
const none = { params: undefined, query: undefined, body: undefined };

async function installation(people: ReadonlyMap<string, Caller> = new Map()) {
  const database = await openSqlite(':memory:');
  const platform = await madeEstate(database);
  const mails: ReportMail[] = [];
  let now = estateNow;
  const key = toReportKey(generateKeyPairSync('ed25519').privateKey);
  const parts: ReportParts = {
    ...platform,
    scope: { ...platform.scope, clock: () => new Date(now) },
    sources: {
      ...overviewOperations(platform),
      ...findingOperations(platform),
      ...exceptionOperations(platform),
      ...complianceOperations({ ...platform, checks: [] }),
      ...assetOperations(platform),
      listIncidents: () => Promise.resolve({ items: [] }),
    },
    key,
    tool: { name: 'caisson', version: '0.1.0' },
    callerOf: ({ id }) => Promise.resolve(people.get(id)),
    mail: (mail) => {
      mails.push(mail);
      return Promise.resolve();
    },
  };
  const operations = reportOperations(parts);
  async function make(wish: Wish, reach: Reach = 'all', name = 'ann') {
    const { id } = await operations.addReport(callWith(reach, name), { ...none, body: wish });
    await workReport(parts, { subject: id }, new AbortController().signal);
    return id;
  }
  async function textOf(id: string, reach: Reach = 'all'): Promise<string> {
    const { bytes } = await operations.readReportFile(callWith(reach), { ...none, params: { id } });
    const parted: Uint8Array[] = [];
    for await (const part of bytes) parted.push(part);
    return Buffer.concat(parted).toString('latin1');
  }
  return {
    database,
    parts,
    operations,
    make,
    textOf,
    mails,
    key,
    setTime: (time: number) => (now = time),
  };
}

/** What is wrong with a file, whatever it tells of. */
function faultOf(format: string, text: string): string | undefined {
  if (format === 'html' && text.includes('<script>')) return 'markup of others';
  if (format === 'csv' && /(?:^|[\n,"])=cmd/u.test(text)) return 'a formula';
  const isSigned = format !== 'csv' && format !== 'pdf';
  return isSigned && !text.includes('0.1.0') ? 'no version' : undefined;
}

const ann = new Map([['ann', callerWith('all', 'ann')]]);

test.for(
  (['summary', 'findings', 'image', 'compliance', 'incidents', 'exceptions'] as const).flatMap(
    (kind) => (['pdf', 'html', 'csv', 'json'] as const).map((format) => [kind, format] as const),
  ),
)('a report of kind %s is made as %s', async ([kind, format]) => {
  const { database, operations, make, textOf } = await installation(ann);
  await using _ = database;

  const id = await make({
    name: 'Monday',
    kind,
    format,
    ...(kind === 'image' && { subject: '1' }),
  });

  const row = reportRoutes.readReport.answer.parse(
    await operations.readReport(callWith('all'), { ...none, params: { id } }),
  );
  expect(row).toMatchObject({ state: 'ready', kind, format, createdBy: 'ann' });
  const text = await textOf(id);
  expect(row.sizeBytes).toBe(text.length);
  expect(faultOf(format, text)).toBeUndefined();
});

test('signed JSON holds what the list answers, and proves where it comes from', async () => {
  const { database, parts, make, textOf, key } = await installation(ann);
  await using _ = database;

  const id = await make({
    name: 'all',
    kind: 'findings',
    format: 'json',
    filter: { exploited: true },
  });

  const { payload } = verifySignedReport(Buffer.from(await textOf(id), 'latin1'), key.id);
  const query = { exploited: true, limit: 50, sort: 'risk' as const };
  const { items } = await parts.sources.listFindings(callWith('all'), { ...none, query });
  const answered: unknown = JSON.parse(JSON.stringify({ items, total: items.length }));
  expect(payload['data']).toEqual(answered);
  expect(payload).toMatchObject({ kind: 'findings', made: estateNow });
  expect(payload['coverage']).not.toEqual([]);
});

test('the same data at the same time gives the same bytes', async () => {
  const { database, make, textOf } = await installation(ann);
  await using _ = database;

  const wish: Wish = { name: 'twice', kind: 'findings', format: 'pdf' };

  expect(await textOf(await make(wish))).toBe(await textOf(await make(wish)));
});

test('a report tells of nothing outside of the reach of its owner, and others do not see it', async () => {
  const people = new Map([['sue', callerWith(shop, 'sue')]]);
  const { database, operations, make, textOf } = await installation(people);
  await using _ = database;

  const id = await make({ name: 'own', kind: 'findings', format: 'html' }, shop, 'sue');

  expect(await textOf(id, shop)).not.toContain('pay-name');
  for (const reach of [pay, [{ cluster: 'prod', namespace: 'shop', repository: 'x' }], []]) {
    await expect(textOf(id, reach)).rejects.toMatchObject({ code: 'input.not-found' });
    await expect(
      operations.removeReport(callWith(reach), { ...none, params: { id } }),
    ).rejects.toMatchObject({ code: 'input.not-found' });
    expect(
      (await operations.listReports(callWith(reach), { ...none, query: { limit: 9 } })).items,
    ).toEqual([]);
  }
  expect(
    (
      await operations.listReports(callWith([{ cluster: 'prod' }]), {
        ...none,
        query: { limit: 9 },
      })
    ).items,
  ).toHaveLength(1);
  await expect(
    operations.addReport(callWith([]), {
      ...none,
      body: { name: 'x', kind: 'summary', format: 'pdf' },
    }),
  ).rejects.toMatchObject({ code: 'access.forbidden' });
});

test('lists go page by page', async () => {
  const { database, operations, make } = await installation(ann);
  await using _ = database;
  for (const name of ['a', 'b', 'c']) await make({ name, kind: 'exceptions', format: 'csv' });

  const first = await operations.listReports(callWith('all'), { ...none, query: { limit: 2 } });
  const second = await operations.listReports(callWith('all'), {
    ...none,
    query: { limit: 2, ...(first.next !== undefined && { cursor: first.next }) },
  });

  expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, undefined]);
});

test('a schedule makes its report once at its time, with the rights of then, and sends it', async () => {
  const people = new Map([['ann', callerWith('all', 'ann')]]);
  const { database, parts, operations, mails, setTime } = await installation(people);
  await using _ = database;
  const wish: Wish = { name: 'weekly', kind: 'findings', format: 'csv', filter: { fixable: true } };
  const schedule = await operations.addSchedule(callWith('all'), {
    ...none,
    body: { wish, cron: '0 6 * * 1', timeZone: 'Europe/Berlin', mailTo: ['ann@example.org'] },
  });
  expect(new Date(schedule.next ?? 0).toISOString()).toBe('2026-11-23T05:00:00.000Z');
  expect(await runSchedules(parts)).toBe(0);

  setTime(Date.UTC(2026, 10, 23, 5, 1));
  expect([await runSchedules(parts), await runSchedules(parts)]).toEqual([1, 0]);
  people.set('ann', callerWith(shop, 'ann'));
  const [report] = (await operations.listReports(callWith('all'), { ...none, query: { limit: 9 } }))
    .items;
  for (const _again of [1, 2])
    await workReport(parts, { subject: report?.id ?? '' }, new AbortController().signal);

  expect(mails).toHaveLength(1);
  expect(mails[0]?.to).toEqual(['ann@example.org']);
  const text = Buffer.from(mails[0]?.file.body ?? []).toString();
  expect(text).toContain('CVE-2026-1001');
  expect(text).not.toContain('CVE-2026-1011');
});

test('a clock that goes back lets no schedule wait for a time that it had made up', async () => {
  const people = new Map([['ann', callerWith('all', 'ann')]]);
  const { database, parts, operations, setTime } = await installation(people);
  await using _ = database;
  const wish: Wish = { name: 'hourly', kind: 'findings', format: 'csv' };
  const body = { wish, cron: '0 * * * *', timeZone: 'UTC', mailTo: [] };
  setTime(Date.UTC(2027, 10, 22, 5, 30));
  await operations.addSchedule(callWith('all'), { ...none, body });

  setTime(Date.UTC(2026, 10, 22, 5, 30));
  expect(await runSchedules(parts)).toBe(0);
  setTime(Date.UTC(2026, 10, 22, 6, 0, 5));

  expect(await runSchedules(parts)).toBe(1);
});

test('who may no longer log in gets no report, and the schedule says why', async () => {
  const { database, parts, operations, setTime, mails } = await installation();
  await using _ = database;
  await operations.addSchedule(callWith('all'), {
    ...none,
    body: {
      wish: { name: 'w', kind: 'summary', format: 'html' },
      cron: '0 6 * * *',
      timeZone: 'UTC',
      mailTo: ['a@example.org'],
    },
  });
  setTime(estateNow + 86_400_000);
  await runSchedules(parts);
  const [report] = (await operations.listReports(callWith('all'), { ...none, query: { limit: 9 } }))
    .items;
  await workReport(parts, { subject: report?.id ?? '' }, new AbortController().signal);

  const [schedule] = (await operations.listSchedules(callWith('all'), none)).items;
  expect(schedule?.error).toContain('may no longer log in');
  expect(mails).toEqual([]);
});

test('schedules are those of their owner', async () => {
  const { database, operations } = await installation(ann);
  await using _ = database;
  const body = {
    wish: { name: 'w', kind: 'summary', format: 'html' } as const,
    cron: '0 6 * * *',
    timeZone: 'UTC',
    mailTo: [],
  };
  const { id } = await operations.addSchedule(callWith('all', 'ann'), { ...none, body });

  expect((await operations.listSchedules(callWith(shop, 'sue'), none)).items).toEqual([]);
  await expect(
    operations.removeSchedule(callWith(shop, 'sue'), { ...none, params: { id } }),
  ).rejects.toMatchObject({ code: 'input.not-found' });
});

test('what does not fit into a report is said on its cover', async () => {
  const { database, parts } = await installation();
  await using _ = database;
  const incident = { id: 'i', title: 't', status: 'open', severity: 'high', score: 1 } as const;
  const counts = { opened: 1, updated: 1, detections: 1, techniques: [], incomplete: false };
  const items = Array.from({ length: 500 }, () => ({
    ...incident,
    ...counts,
    node: 'n',
    place: {},
  }));
  const operations = reportOperations(parts);
  const sources = { ...parts.sources, listIncidents: async () => ({ items, next: 'more' }) };

  const { id } = await operations.addReport(callWith('all'), {
    ...none,
    body: { name: 'i', kind: 'incidents', format: 'json' },
  });
  await workReport(
    { ...parts, sources, callerOf: async () => callerWith('all') },
    { subject: id },
    new AbortController().signal,
  );

  const { bytes } = await operations.readReportFile(callWith('all'), { ...none, params: { id } });
  let text = '';
  for await (const part of bytes) text += Buffer.from(part).toString();
  expect(text).toContain('There are more than the newest 20000 incidents.');
});

test('a schedule that could never send what it makes is refused', async () => {
  const { database, operations } = await installation(ann);
  await using _ = database;
  const wish = { name: 'w', kind: 'summary', format: 'html' } as const;
  const body = { wish, cron: '0 6 * * *', timeZone: 'UTC', mailTo: [], destination: '1' };

  await expect(
    operations.addSchedule(callWith('all', 'ann'), { ...none, body }),
  ).rejects.toMatchObject({ code: 'usage.invalid-argument' });
});
