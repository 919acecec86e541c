import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSchedule } from '#app/platform/continuous/schedule.ts';
import { jobMigration } from '#estate/job/migration.ts';
import { createJobQueue } from '#estate/job/queue.ts';
import { migrate } from '#sql/migrate.ts';
import { openDatabase } from '#sql/open-database.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import { until } from './testing/platform-work.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';

const directory = temporary('queue');
const scope = scopeIn(directory);
let postgres: PostgresServer | undefined;

beforeAll(async () => {
  postgres = hasPostgres ? await startPostgres() : undefined;
}, 60_000);
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const engines = [
  ['sqlite', false, async () => join(directory, 'queue.sqlite')],
  ['postgres', !hasPostgres, async () => (await postgres?.create()) ?? ''],
] as const;

async function startWorker(store: string): Promise<ChildProcess> {
  const program = resolve('test/integration/testing/queue-worker.ts');
  const child = spawn(process.execPath, [program, store], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

for (const [engine, isMissing, storeOf] of engines) {
  test.skipIf(isMissing)(
    `${engine}: nothing is lost and nothing has effect twice though workers are killed`,
    async () => {
      const jobs = 600;
      const store = await storeOf();
      await using database = await openDatabase(store, scope);
      await migrate(database, [jobMigration]);
      await database.transaction(async (tx) => {
        await tx.run('CREATE TABLE effect (subject text PRIMARY KEY, job text NOT NULL)');
        await tx.run('CREATE TABLE attempt (subject text NOT NULL)');
      });
      const queue = createJobQueue(database, scope.clock);
      await database.transaction(async (tx) => {
        for (let at = 0; at < jobs; at += 1)
          await queue.add(tx, { kind: 'count', subject: `${at}`, key: `count:${at}` });
      });

      const isShared = engine === 'postgres';
      for (let round = 0; round < 4; round += 1) {
        const workers = [await startWorker(store), ...(isShared ? [await startWorker(store)] : [])];
        await delay(150);
        for (const worker of workers) await kill(worker);
      }
      const last = await startWorker(store);
      await until(async () => {
        const row = await database.first("SELECT count(*) AS n FROM job WHERE state <> 'done'");
        return row?.['n'] === 0;
      }, 'all work is done');
      await kill(last);

      expect(await database.first('SELECT count(*) AS n FROM effect')).toEqual({ n: jobs });
      const attempts = await database.first('SELECT count(*) AS n FROM attempt');
      expect(Number(attempts?.['n'])).toBeLessThan(jobs + 8 * 4 + 1);
    },
    120_000,
  );

  test.skipIf(isMissing)(
    `${engine}: what is scheduled runs in one process, and goes on in another when that one ends`,
    async () => {
      const store = engine === 'sqlite' ? join(directory, 'schedule.sqlite') : await storeOf();
      await using database = await openDatabase(store, scope);
      await migrate(database, [jobMigration]);
      const runs: string[] = [];
      function tasks(name: string) {
        return [{ name, cron: '* * * * * *', run: async () => void runs.push(name) }];
      }
      const platform = { database, scope };
      const first = await startSchedule(platform, tasks('first'));
      await using _second = await startSchedule(platform, tasks('second'));
      await until(() => runs.length >= 2, 'it ran twice');

      expect(new Set(runs)).toEqual(new Set(['first']));
      await first[Symbol.asyncDispose]();
      await until(() => runs.includes('second'), 'the other took over');
    },
    60_000,
  );
}
