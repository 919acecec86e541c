import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ProcessTable } from './process-table.ts';
import { identityOf, imageOf } from './testing.ts';

const count = 1_000_000;
const apartNs = 1e6;

function run(table: ProcessTable, from: number, to: number): void {
  for (let turn = from; turn < to; turn += 1) {
    const pid = 100 + (turn % 30_000);
    const born = 1000 + turn * apartNs;
    const parentPid = turn % 3 === 0 ? 100 + ((turn + 29_999) % 30_000) : 1;
    const identity = identityOf({ born, parentPid, name: `p${turn}` });
    table.fork(parentPid, pid, identity);
    table.exec(pid, born + 10, identity, imageOf({ args: [`--turn=${turn}`] }));
    table.exit(pid, born + 20);
    if (turn % 1000 === 0) table.advance(born);
  }
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}

test('a million processes that live shortly leave memory flat', () => {
  const table = new ProcessTable();
  table.put(1, identityOf({ born: 1, parentPid: 0 }), imageOf());
  run(table, 0, count / 4);
  const early = heapBytes();

  run(table, count / 4, count);

  const grown = heapBytes() - early;
  expect(table.size).toBeLessThanOrEqual(16_385);
  expect(table.exited).toBeLessThanOrEqual(16_384);
  expect(grown).toBeLessThan(8 * 2 ** 20);
  table.advance(1000 + count * apartNs + 60e9);
  expect(table.size).toBe(1);
});
