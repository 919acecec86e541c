import { expect, test } from 'vitest';
import { ProcessTable } from '#event/process-table.ts';
import { identityOf, imageOf } from '#event/testing.ts';
import { Resync } from './resync.ts';

function setUp() {
  const clock = { now: 1_000_000 };
  const asked: (number | undefined)[] = [];
  const table = new ProcessTable();
  const resync = new Resync(
    table,
    () => clock.now,
    (pid) => asked.push(pid),
  );
  return { clock, asked, table, resync };
}

test('a snapshot ends whatever it does not name', () => {
  const { asked, table, resync } = setUp();
  table.put(10, identityOf({ born: 1 }), imageOf());
  table.put(11, identityOf({ born: 2 }), imageOf());

  resync.restart();
  resync.alive(10);
  const whole = resync.synced(500);

  expect(whole).toBe(true);
  expect(asked).toEqual([undefined]);
  expect(table.get(11)?.exited).toBe(500);
  expect(table.get(10)?.exited).toBeUndefined();
});

test('the end of a single answer ends nothing', () => {
  const { asked, table, resync } = setUp();
  table.put(10, identityOf({ born: 1 }), imageOf());

  resync.missing(42);
  const whole = resync.synced(500);

  expect(whole).toBe(false);
  expect(asked).toEqual([42]);
  expect(table.get(10)?.exited).toBeUndefined();
});

test('the same pid is not asked for again soon, and never more than 64 a second', () => {
  const { asked, clock, resync } = setUp();

  for (let turn = 0; turn < 3; turn += 1)
    for (let pid = 0; pid < 100; pid += 1) resync.missing(pid);
  expect(asked).toHaveLength(64);

  clock.now += 20_000;
  resync.missing(1);
  expect(asked).toHaveLength(65);
});

test('losses one after another ask for everything once in a while', () => {
  const { asked, clock, resync } = setUp();
  resync.restart();
  resync.synced(1);

  resync.all();
  resync.all();
  expect(asked).toHaveLength(1);

  clock.now += 6000;
  resync.advance();
  resync.advance();
  expect(asked).toHaveLength(2);
});

test('what was refused is asked for again', () => {
  const { asked, clock, resync } = setUp();
  resync.restart();

  resync.refused(undefined);
  clock.now += 6000;
  resync.advance();

  expect(asked).toEqual([undefined, undefined]);
});
