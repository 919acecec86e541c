import { setTimeout as delay } from 'node:timers/promises';
import { createJobQueue } from '#estate/job/queue.ts';
import { openDatabase } from '#sql/open-database.ts';

/** A process that works until it is killed: the effect of a job is one row, however often it is done. */
const [, , store = ''] = process.argv;
function silent(): void {}
const log = { debug: silent, info: silent, warn: silent, error: silent };
const database = await openDatabase(store, { log });
const queue = createJobQueue(database, () => new Date(), { pollMs: 50, retryMs: 10 });
queue.work(
  ['count'],
  async ({ id, subject }) => {
    await delay(2);
    await database.transaction(async (tx) => {
      await tx.run('INSERT INTO effect (subject, job) VALUES (?, ?) ON CONFLICT DO NOTHING', [
        subject,
        id,
      ]);
      await tx.run('INSERT INTO attempt (subject) VALUES (?)', [subject]);
    });
  },
  { parallel: 4, leaseMs: 400, attempts: 1000 },
);
process.stdout.write('working\n');
setInterval(silent, 60_000);
