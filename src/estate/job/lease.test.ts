import { expect, test } from 'vitest';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { seekLease } from './lease.ts';
import { jobMigration } from './migration.ts';

test('one holds it; it goes on when that one ends in order, or is silent for too long', async () => {
  await using database = await openSqlite(':memory:');
  await migrate(database, [jobMigration]);
  const time = { now: 1_000_000 };
  function clock(): Date {
    return new Date(time.now);
  }

  const first = await seekLease(database, 'schedule', clock);
  const second = await seekLease(database, 'schedule', clock);
  expect([first.isHeld, second.isHeld]).toEqual([true, false]);

  await second[Symbol.asyncDispose]();
  expect(first.isHeld).toBe(true);
  time.now += 30_001;
  const third = await seekLease(database, 'schedule', clock);
  expect([first.isHeld, third.isHeld]).toEqual([false, true]);

  await third[Symbol.asyncDispose]();
  const fourth = await seekLease(database, 'schedule', clock);
  expect([third.isHeld, fourth.isHeld]).toEqual([false, true]);
  await Promise.all([first, fourth].map((lease) => lease[Symbol.asyncDispose]()));
});

test('a lease that a wrong clock took for years does not last', async () => {
  await using database = await openSqlite(':memory:');
  await migrate(database, [jobMigration]);
  await using future = await seekLease(database, 'a', () => new Date('2100-01-01'));
  await using now = await seekLease(database, 'a', () => new Date('2026-01-01'));

  expect(now.isHeld).toBe(true);
  expect(future.isHeld).toBe(true); // by its own clock; it learns of it within ten seconds
});
