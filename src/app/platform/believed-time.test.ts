import { expect, test } from 'vitest';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { BelievedTime } from './believed-time.ts';
import { platformMigrations } from './migrations.ts';

const start = Date.UTC(2026, 10, 22);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A machine whose clock and time can be moved. */
function machine() {
  const at = { clock: start, steady: 1000 };
  const told: string[] = [];
  function note(message: string): void {
    told.push(message);
  }
  const scope = {
    clock: () => new Date(at.clock),
    log: { debug: note, info: note, warn: note, error: note },
  };
  return {
    at,
    told,
    /** Time goes by in looks of a minute. */
    pass: (time: BelievedTime, ms: number): void => {
      for (let left = ms; left > 0; left -= 60_000) {
        at.clock += Math.min(left, 60_000);
        at.steady += Math.min(left, 60_000);
        time.now();
      }
    },
    time: () => new BelievedTime(scope, () => at.steady),
  };
}

test('it is that of the clock, also of one that is corrected a little', () => {
  const { at, told, pass, time } = machine();
  const believed = time();

  pass(believed, 3 * hourMs);
  at.clock += 30_000;

  expect(believed.now()).toBe(at.clock);
  expect(told).toEqual([]);
});

test.for([
  ['an hour ahead', hourMs],
  ['an hour back', -hourMs],
  ['a day back', -dayMs],
  ['a year back', -365 * dayMs],
] as const)('%s is followed at once, and told', ([, jump]) => {
  const { at, told, pass, time } = machine();
  const believed = time();
  pass(believed, hourMs);

  at.clock += jump;

  expect(believed.now()).toBe(at.clock);
  expect(told).toEqual(['the clock of this machine has jumped']);
  expect(believed.doubt).toBeUndefined();
});

test('a year ahead is not believed for a day: time goes on as it was', () => {
  const { at, told, pass, time } = machine();
  const believed = time();
  pass(believed, hourMs);

  at.clock += 365 * dayMs;
  pass(believed, 23 * hourMs);

  expect(believed.now()).toBe(start + 24 * hourMs);
  expect(believed.due()).toBe(believed.now());
  expect(believed.doubt).toContain('365 days ahead');
  expect(told).toEqual(['nothing is removed for its age until tomorrow']);

  pass(believed, 2 * hourMs);
  expect(believed.now()).toBe(at.clock);
  expect(believed.doubt).toBeUndefined();
});

test('a year ahead and back again was nothing', () => {
  const { at, pass, time } = machine();
  const believed = time();

  at.clock += 365 * dayMs;
  pass(believed, hourMs);
  at.clock -= 365 * dayMs;

  expect(believed.now()).toBe(start + hourMs);
  expect(believed.doubt).toBeUndefined();
});

test('one jump after the other is not believed sooner', () => {
  const { at, pass, time } = machine();
  const believed = time();

  at.clock += 100 * dayMs;
  pass(believed, hourMs);
  at.clock += 100 * dayMs;
  pass(believed, 2 * hourMs);

  expect(believed.now()).toBe(start + 3 * hourMs);
});

test('the next process goes on doubting, and a machine that was off is believed after a day', async () => {
  const { at, pass, time } = machine();
  await using database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  const first = time();
  await database.transaction((tx) => first.save(tx));

  at.clock += 60 * dayMs;
  const second = time();
  await second.load(database);
  expect(second.due()).toBe(at.clock);
  pass(second, 2 * hourMs);
  expect(second.now()).toBe(start + 2 * hourMs);
  await database.transaction((tx) => second.save(tx));

  at.clock += 21 * hourMs;
  const third = time();
  await third.load(database);
  expect(third.doubt).toBeDefined();
  pass(third, 2 * hourMs);
  expect(third.now()).toBe(at.clock);
});
