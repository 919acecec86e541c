import { writeSync } from 'node:fs';
import { eventMigration } from '../../../src/estate/event/migration.ts';
import { openEvents } from '../../../src/estate/event/open-events.ts';
import { migrate } from '../../../src/sql/migrate.ts';
import { openDatabase } from '../../../src/sql/open-database.ts';

/** Appends batches of ten events and rows of state for ever, and says which are safe. Arguments: store, directory of events, first number. */
const [store = '', directory = '', first = '0'] = process.argv.slice(2);
const scope = { clock: () => new Date(), log: { debug() {}, info() {}, warn() {}, error() {} } };
const database = await openDatabase(store, scope);
await migrate(database, [
  {
    number: 1,
    name: 'steps',
    sql: [
      'CREATE TABLE step (n bigint PRIMARY KEY)',
      'CREATE TABLE tally (one bigint PRIMARY KEY, n bigint NOT NULL)',
    ],
  },
  eventMigration,
]);
const events = await openEvents(database, directory, scope, { maxBytes: 4_000_000_000 });

for (let n = Number(first); ; n += 1) {
  const time = Date.now();
  const batch = Array.from({ length: 10 }, (_, at) => ({
    id: `${n}-${at}`,
    time,
    kind: 'exec',
    pid: at,
    process: `p${n % 7}`,
  }));
  await events.append({ id: `b${n}`, node: 'n', events: batch });
  await database.transaction(async (tx) => {
    await tx.run('INSERT INTO step (n) VALUES (?) ON CONFLICT DO NOTHING', [n]);
    await tx.run(
      'INSERT INTO tally (one, n) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET n = tally.n + 1',
    );
  });
  writeSync(1, `${n}\n`);
}
