import { expect, test } from 'vitest';
import type { Job } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { jobMigration } from './migration.ts';
import { createJobQueue, type QueueOptions } from './queue.ts';
import type { JobWish } from './wish.ts';

const quick: QueueOptions = { pollMs: 5, retryMs: 0, graceMs: 50 };

async function newQueue(options: QueueOptions = quick) {
  const database = await openSqlite(':memory:');
  await migrate(database, [jobMigration]);
  const time = { now: 1_000_000 };
  const queue = createJobQueue(database, () => new Date(time.now), options);
  async function add(job: JobWish): Promise<string> {
    const id = await database.transaction((tx) => queue.add(tx, job));
    queue.wake();
    return id;
  }
  return { database, queue, time, add };
}

async function stateOf(database: SqlDatabase, id: string) {
  return database.first('SELECT state, attempts, error FROM job WHERE id = ?', [id]);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when so many jobs have been handled. */
function collector(wanted: number) {
  const jobs: Job[] = [];
  const { promise, resolve } = Promise.withResolvers<readonly Job[]>();
  return {
    done: promise,
    handle: async (job: Job) => {
      jobs.push(job);
      if (jobs.length === wanted) resolve(jobs);
    },
  };
}

test('work is done once, most important first, and then is over', async () => {
  const { database, queue, add } = await newQueue();
  await add({ kind: 'scan', subject: 'low' });
  const id = await add({ kind: 'scan', subject: 'high', priority: 5, data: { asset: 7 } });
  await add({ kind: 'other', subject: 'not mine' });

  const { done, handle } = collector(2);
  const worker = queue.work(['scan'], handle);
  const jobs = await done;
  await worker[Symbol.asyncDispose]();

  expect(jobs.map(({ subject }) => subject)).toEqual(['high', 'low']);
  expect(jobs[0]?.data).toEqual({ asset: 7 });
  expect(await stateOf(database, id)).toMatchObject({ state: 'done', attempts: 1 });
  await database[Symbol.asyncDispose]();
});

test('the same key waits once, with the newest data, the earliest time and the highest priority', async () => {
  const { database, add } = await newQueue();

  const first = await add({ kind: 'scan', subject: 'a', key: 'k', runAfter: 50, priority: 1 });
  const second = await add({ kind: 'scan', subject: 'a', key: 'k', runAfter: 90, data: { n: 2 } });

  expect(second).toBe(first);
  expect(await database.all('SELECT data, run_after, priority FROM job')).toMatchObject([
    { data: '{"n":2}', run_after: 50, priority: 1 },
  ]);
  await database[Symbol.asyncDispose]();
});

test('what fails is tried again, and is kept with its error when it failed for good', async () => {
  const { database, queue, add } = await newQueue();
  const id = await add({ kind: 'scan', subject: 'a', key: 'k' });
  let calls = 0;

  const worker = queue.work(
    ['scan'],
    async () => {
      calls += 1;
      throw new Error(`try ${calls}`);
    },
    { attempts: 3 },
  );
  await until(async () => (await stateOf(database, id))?.['state'] === 'failed');
  await worker[Symbol.asyncDispose]();

  expect(await stateOf(database, id)).toMatchObject({
    state: 'failed',
    attempts: 3,
    error: 'try 3',
  });
  await database[Symbol.asyncDispose]();
});

test('work of a worker that is gone is done by another when its lease has ended, and fails when it kills every one', async () => {
  const { database, queue, time, add } = await newQueue();
  const survivor = await add({ kind: 'scan', subject: 'a' });
  const poison = await add({ kind: 'scan', subject: 'b' });
  await database.transaction((tx) =>
    tx.run(
      "UPDATE job SET state = 'running', attempts = CASE WHEN id = ? THEN 1 ELSE 3 END, max_attempts = 3, holder = 'dead', lease_until = ?",
      [survivor, time.now + 10],
    ),
  );
  time.now += 11;

  const { done, handle } = collector(1);
  const worker = queue.work(['scan'], handle);
  const jobs = await done;
  await worker[Symbol.asyncDispose]();

  expect(jobs.map(({ id, attempts }) => [id, attempts])).toEqual([[survivor, 2]]);
  expect(await stateOf(database, poison)).toMatchObject({
    state: 'failed',
    error: 'the worker ended before the work did',
  });
  await database[Symbol.asyncDispose]();
});

test('stopping tells the work to stop and gives the lease back without counting the attempt', async () => {
  const { database, queue, add } = await newQueue();
  const id = await add({ kind: 'scan', subject: 'a' });
  const { promise, resolve } = Promise.withResolvers<void>();

  const worker = queue.work(['scan'], async (_, signal) => {
    resolve();
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  });
  await promise;
  await worker[Symbol.asyncDispose]();

  expect(await stateOf(database, id)).toMatchObject({ state: 'waiting', attempts: 0 });
  await database[Symbol.asyncDispose]();
});

test('work that does not listen is given back all the same', async () => {
  const { database, queue, add } = await newQueue();
  const id = await add({ kind: 'scan', subject: 'a' });
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();

  const worker = queue.work(['scan'], async () => {
    started.resolve();
    await ended.promise;
  });
  await started.promise;
  await worker[Symbol.asyncDispose]();

  expect(await stateOf(database, id)).toMatchObject({ state: 'waiting' });
  ended.resolve();
  await database[Symbol.asyncDispose]();
});

test('work of one key never runs twice at a time', async () => {
  const { database, queue, add } = await newQueue();
  let together = 0;
  let most = 0;
  const { done, handle } = collector(2);
  await add({ kind: 'scan', subject: 'a', key: 'k' });
  const worker = queue.work(
    ['scan'],
    async (job) => {
      together += 1;
      most = Math.max(most, together);
      if (job.data['again'] !== true)
        await add({ kind: 'scan', subject: 'a', key: 'k', data: { again: true } });
      await new Promise((resolve) => setImmediate(resolve));
      together -= 1;
      await handle(job);
    },
    { parallel: 4 },
  );
  await done;
  await worker[Symbol.asyncDispose]();

  expect(most).toBe(1);
  await database[Symbol.asyncDispose]();
});

test('workers of another process are told', async () => {
  const heard: string[] = [];
  const announcer = { tell: () => heard.push('told'), listen: () => () => {} };
  const { database, add } = await newQueue({ ...quick, announcer });

  await add({ kind: 'scan', subject: 'a' });

  expect(heard).toEqual(['told']);
  await database[Symbol.asyncDispose]();
});

test('a clock that goes back stops no work: what it put off is due, and leases of the dead end', async () => {
  const { database, queue, time, add } = await newQueue();
  await using _ = database;
  const [day, right] = [86_400_000, time.now];
  time.now = right + day;
  await add({ kind: 'scan', subject: 'put off' });
  const dead = await add({ kind: 'scan', subject: 'begun by one who died' });
  await database.transaction((tx) =>
    tx.run(
      "UPDATE job SET state = 'running', holder = 'x', max_attempts = 5, lease_until = ? WHERE id = ?",
      [time.now + 30_000, dead],
    ),
  );
  time.now = right;
  const { done, handle } = collector(1);

  await using _worker = queue.work(['scan'], handle);
  const [job] = await done;
  await until(async () => Number((await stateOf(database, dead))?.['attempts']) === 0);

  expect(job?.subject).toBe('put off');
  const row = await database.first('SELECT lease_until FROM job WHERE id = ?', [dead]);
  expect(Number(row?.['lease_until'])).toBeLessThanOrEqual(right + 300_000);
});
