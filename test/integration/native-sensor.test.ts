import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { layout, wire } from '../../src/sensor/wire.gen.ts';
import { canRunSensor, isOf, NativeClient, typeOf } from '../native-client.ts';

const clients: NativeClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

function connect(): NativeClient {
  const client = new NativeClient();
  clients.push(client);
  return client;
}

const bad: readonly (readonly [string, string | Buffer, string])[] = [
  ['no JSON', 'configure\n', 'input.malformed'],
  ['no object', '[1]\n', 'input.malformed'],
  ['unfinished text', '{"id": 1, "command": "stat\n', 'input.malformed'],
  ['text behind it', '{"id": 1} {}\n', 'input.malformed'],
  ['a byte of zero', Buffer.from('{"id": 1, "command": "\0"}\n'), 'input.malformed'],
  ['an escaped zero', '{"id": 1, "command": "a\\u0000"}\n', 'input.malformed'],
  ['half an escape', '{"id": 1, "command": "\\u00"}\n', 'input.malformed'],
  ['too deep', `{"a": ${'['.repeat(50_000)}\n`, 'input.malformed'],
  ['too many values', `{"a": [${'0,'.repeat(100_000)}0]}\n`, 'input.malformed'],
  ['an overlong number', `{"id": ${'9'.repeat(400)}}\n`, 'input.malformed'],
  ['bytes of all kinds', Buffer.from([0xff, 0xfe, 0x80, 0x01, 0x0a]), 'input.malformed'],
  ['an unknown command', '{"id": 1, "command": "shutdown"}\n', 'usage.invalid-argument'],
  ['a prototype', '{"id": 1, "command": "__proto__"}\n', 'usage.invalid-argument'],
  [
    'a call that is no text',
    '{"id": 1, "command": "configure", "calls": [{}]}\n',
    'usage.invalid-argument',
  ],
  [
    'too many processes to ignore',
    `{"id": 1, "command": "configure", "ignore": [${'7,'.repeat(40)}7]}\n`,
    'usage.invalid-argument',
  ],
];

test.skipIf(!canRunSensor).for(bad)('%s gets an error and the daemon goes on', async (row) => {
  const client = connect();

  const refused = await client.send(row[1]);

  expect(refused).toMatchObject({ ok: false, code: row[2] });
  expect(await client.command('statistics')).toMatchObject({ ok: true });
});

test.skipIf(!canRunSensor)(
  'a line without end is refused once and memory stays bounded',
  async () => {
    const client = connect();

    const refused = await client.send('x'.repeat(3 << 20));
    const answer = await client.send('\n{"id": 5, "command": "statistics"}\n');

    expect(refused).toMatchObject({ ok: false, code: 'limit.size' });
    expect(answer).toMatchObject({ id: 5, ok: true });
    expect(answer['residentKilobytes']).toBeLessThan(40_000);
  },
);

test.skipIf(!canRunSensor)(
  'calls that nobody knows are reported and the others are told',
  async () => {
    const client = connect();

    const answer = await client.command('configure', { calls: ['mkdir', 'nosuch"'] });

    expect(answer).toMatchObject({ ok: true, refused: [{ call: 'nosuch"', errno: 'ENOSYS' }] });
    expect(Number(answer['attached'])).toBeGreaterThan(0);
  },
);

test.skipIf(!canRunSensor)('nothing is attached to system calls until somebody asks', async () => {
  const client = connect();

  expect(await client.command('statistics')).toMatchObject({ attachedCalls: 0 });
  await client.command('configure', { calls: ['openat', 'close'], opens: { writes: true } });
  expect(Number((await client.command('statistics'))['attachedCalls'])).toBeGreaterThan(1);
  await client.command('configure', { calls: ['openat'], execOnly: true });
  expect(await client.command('statistics')).toMatchObject({ attachedCalls: 0 });

  const child = spawnSync('/bin/true');
  const executed = await client.until(isOf('exec', child.pid));
  expect(executed.readUInt32LE(layout.header.len)).toBe(executed.length);
});

test.skipIf(!canRunSensor)('every event that was seen was sent, filtered or lost', async () => {
  const client = connect();
  const directory = mkdtempSync(join(tmpdir(), 'caisson-loss-'));
  await client.command('configure', {
    calls: ['openat', 'mkdir', 'rmdir'],
    opens: { writes: true, reads: 'all' },
    ignore: [process.pid],
  });
  client.events.pause();

  // More than the ring of 16 MB, the queue of the daemon and the socket hold, of names that are long.
  flood(directory);
  const before = await client.counts();
  client.events.resume();
  const loss = await client.until((record) => typeOf(record) === wire.type.loss);

  rmSync(directory, { recursive: true });
  const lost = Number(loss.readBigUInt64LE(layout.counters.dropped + 8 * wire.type.open));
  expect(lost).toBeGreaterThan(0);
  expect(before['exec']).toMatchObject({ dropped: 0 });
  await client.command('configure', { execOnly: true });
  for (const counts of Object.values(await client.counts()))
    expect(counts.sent + counts.dropped + counts.filtered).toBe(counts.seen);
});

/** Opens one file under a long name until about 60 MB of records were made. */
function flood(directory: string): void {
  const program = `
import os, sys
name = sys.argv[1]
for part in range(14):
    name = os.path.join(name, 'x' * 240)
os.makedirs(name)
for number in range(9000):
    os.close(os.open(name, os.O_RDONLY))
`;
  execFileSync('python3', ['-S', '-c', program, directory]);
}

test.skipIf(!canRunSensor)('when both channels close the daemon leaves at once', async () => {
  const client = connect();
  await client.command('configure', { calls: ['openat'], opens: { writes: true, reads: 'all' } });
  const started = performance.now();

  expect(await client.close()).toBe(0);

  expect(performance.now() - started).toBeLessThan(2000);
});

test.skipIf(!canRunSensor)('a signal ends the daemon cleanly', async () => {
  const client = connect();
  await client.command('statistics');
  const ended = once(client.daemon, 'exit');

  client.daemon.kill('SIGTERM');

  expect(await ended).toEqual([0, null]);
});
