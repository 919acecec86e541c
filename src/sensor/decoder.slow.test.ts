import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ProcessTable } from '#event/process-table.ts';
import { Decoder } from './decoder.ts';
import {
  countersRecord,
  execRecord,
  exitRecord,
  forkRecord,
  netRecord,
  openRecord,
  socketRecord,
  textRecord,
} from './testing.ts';
import { dnsAnswer } from './testing-dns.ts';
import { wire } from './wire.gen.ts';

const turns = 150_000;

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}

/** A short life that has names, paths, sockets and cgroups of its own. */
function life(turn: number): Buffer {
  const tgid = 1000 + (turn % 30_000);
  const start = 1_000_000 * (turn + 1);
  const ts = start + 1000;
  const id = { ppid: 1, start, cgroup: turn, comm: `p${turn}` };
  const remote = { address: [10, turn & 255, (turn >> 8) & 255, 9], port: 443 };
  const local = { address: [10, 0, 0, 2], port: 4000 };
  return Buffer.concat([
    textRecord('cgroup', `/docker/${turn}`, { id: turn, ts }),
    forkRecord({ tgid: 1, ret: tgid, ts, id }),
    execRecord({ tgid, ts, id, path: `/bin/p${turn}`, argv: ['p', String(turn)] }),
    openRecord({ tgid, ts, path: `/tmp/file-${turn}`, raw: `file-${turn}` }),
    socketRecord({ tgid, ts, cookie: turn + 1, local, remote }),
    netRecord({
      tgid,
      ts,
      kind: wire.netKind.dnsAnswer,
      data: dnsAnswer(`n${turn}.a`, remote.address),
    }),
    openRecord({ tgid: 4_000_000 + turn, ts }),
    exitRecord({ tgid, ts: ts + 10 }),
    ...(turn % 1000 === 0 ? [countersRecord('heartbeat', { ts })] : []),
  ]);
}

test('a million records of short lives leave memory flat', () => {
  let events = 0;
  function nothing(): void {
    // Of no interest here.
  }
  const decoder = new Decoder({
    table: new ProcessTable(),
    architecture: 'x64',
    now: () => 0,
    handler: {
      event: () => {
        events += 1;
      },
    },
    hooks: {
      hello: nothing,
      heartbeat: nothing,
      synced: nothing,
      alive: nothing,
      missing: nothing,
      doubtful: nothing,
    },
  });
  for (let turn = 0; turn < turns / 2; turn += 1) decoder.push(life(turn));
  const early = heapBytes();

  for (let turn = turns / 2; turn < turns; turn += 1) decoder.push(life(turn));

  expect(events).toBe(turns * 7);
  expect(heapBytes() - early).toBeLessThan(8 * 2 ** 20);
});
