import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { openCapture } from './capture.ts';
import { captureOf, connectionOf, eventBlock, processBlock, u32 } from './testing.ts';
import {
  clone,
  eventsOf,
  init,
  kindOf,
  open,
  outcome,
  read,
  scope,
  shell,
  users,
} from './testing-events.ts';

test('a capture is read from a file, packed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'capture-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'x.scap');
  writeFileSync(path, gzipSync(captureOf(processBlock(9, [shell]), read(900))));

  expect(await eventsOf(path)).toHaveLength(1);
  await expect(eventsOf(join(directory, 'none'))).rejects.toMatchObject({
    code: 'input.not-found',
  });
});

test('what is cut off is told up to where it is whole', async () => {
  const whole = captureOf(processBlock(9, [shell]), read(900), read(900));
  const told: RuntimeEvent[] = [];
  const run = openCapture(whole.subarray(0, -5)).run(
    { event: (event) => void told.push(event) },
    scope(),
  );

  await expect(run).rejects.toMatchObject({ code: 'input.malformed' });
  expect(told).toHaveLength(1);
});

test.for<readonly [string, Buffer]>([
  ['text', Buffer.from('no capture at all, only text')],
  ['nothing', Buffer.alloc(0)],
  [
    'another byte order',
    Buffer.from('0a0d0d0a0000001c1a2b3c4d0001000200000000000000000000001c', 'hex'),
  ],
  ['gzip of nothing', gzipSync('')],
  ['a block of four gigabytes', Buffer.concat([captureOf(), u32(0x204), u32(0xfffffff0)])],
  ['a block without a length', Buffer.concat([captureOf(), u32(0x204), u32(0), u32(0)])],
])('%s is refused', async ([, bytes]) => {
  expect(await outcome(bytes)).toMatch(/^(?:input|limit)\./);
});

test('damage anywhere is an error or other events, never a crash', async () => {
  const whole = captureOf(
    users,
    processBlock(9, [init, shell]),
    clone(900, 901, 0),
    eventBlock({
      type: 'connect',
      thread: 900,
      args: [0, connectionOf('1.1.1.1', 1, '2.2.2.2', 2), 4],
    }),
    open(901, 3, '/x'),
    read(901, 3),
    eventBlock(
      { type: 'unlink', isEnter: true, kind: kindOf('unlink', true), thread: 900, args: ['/x'] },
      true,
    ),
  );
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });

  await fc.assert(
    fc.asyncProperty(changes, fc.nat(whole.length), fc.boolean(), async (damage, cut, isCut) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of damage) bytes[at] = byte;

      expect(await outcome(isCut ? bytes.subarray(0, cut) : bytes)).toMatch(
        /^(?:fine|(?:input|limit)\..*)$/,
      );
    }),
    { numRuns: 150 },
  );
});
