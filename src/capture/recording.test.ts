import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { FlightRecorder } from './flight-recorder.ts';
import { openRecording } from './recording.ts';
import { RecordingWriter } from './recording-writer.ts';

test.for(['zstd', 'gzip', 'none'] as const)(
  'a recording packed with %s is read as it was written',
  async (compression) => {
    const path = join(temporary(), 'x', 'events.jsonl');
    const loss: SensorLoss = { from: 1, to: 2, reason: 'ring-full', counts: { open: 3 } };
    const writer = new RecordingWriter({ path, compression, host: 'node-1' }, () => new Date(5));
    writer.event(eventOf(1, 'caf\xc3\xa9'));
    writer.loss(loss);
    writer.event(eventOf(2));
    await writer.close();

    const read = await readAll(path);

    expect(read.events).toEqual([eventOf(1, 'caf\xc3\xa9'), eventOf(2)]);
    expect(read.losses).toEqual([loss]);
    expect(writer.lost).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

test('parts follow one another, and what comes behind the last is counted', async () => {
  const path = join(temporary(), 'events.jsonl.zst');
  const writer = new RecordingWriter({ path, maxPartBytes: 2000, maxParts: 3 }, () => new Date(5));
  for (let number = 1; number <= 40; number += 1) writer.event(eventOf(number));
  await writer.close();

  const read = await Promise.all(writer.paths.map(readAll));
  const numbers = read.flatMap(({ events }) => events.map(({ number }) => number));

  expect(writer.paths.map((part) => part.slice(part.lastIndexOf('/') + 1))).toEqual([
    'events.jsonl.zst',
    'events.2.jsonl.zst',
    'events.3.jsonl.zst',
  ]);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => at + 1));
  expect(numbers.length + writer.lost).toBe(40);
  expect(writer.lost).toBeGreaterThan(0);
});

test('a disk that does not take it is told of at the end', async () => {
  const path = join(temporary(), 'taken');
  writeFileSync(path, 'not ours');
  const writer = new RecordingWriter({ path, compression: 'none' }, () => new Date(5));
  writer.event(eventOf(1));

  await expect(writer.close()).rejects.toMatchObject({ code: 'host.io' });
  expect(readFileSync(path, 'utf8')).toBe('not ours');
});

test.for([
  ['no JSON', 'x\n'],
  ['another version', '{"recording":2}\n'],
  ['no event', '{"type":5}\n'],
  ['no loss', '{"loss":{"reason":"x"}}\n'],
  ['cut where it is packed', gzipSync('{"type":"open"}\n'.repeat(1000)).subarray(0, -20)],
  ['bytes', Buffer.from([0xff, 0xfe, 0x0a])],
] as const)('%s is refused', async ([, content]) => {
  const path = join(temporary(), 'events');
  writeFileSync(path, content);

  await expect(readAll(path)).rejects.toMatchObject({
    code: expect.stringMatching(/^input\./) as unknown,
  });
});

test('a file that is not there is not found', async () => {
  await expect(readAll(join(temporary(), 'none'))).rejects.toMatchObject({
    code: 'input.not-found',
  });
});

test('any content is events or an error', async () => {
  const path = join(temporary(), 'events');
  const line = JSON.stringify({ type: 'open', time: '2024-01-01T00:00:00Z', process: { pid: 1 } });

  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(line.length), async (noise, at) => {
      writeFileSync(
        path,
        Buffer.concat([Buffer.from(line.slice(0, at)), noise, Buffer.from(line.slice(at))]),
      );
      const outcome = await readAll(path).then(() => 'fine', codeOf);

      expect(outcome).toMatch(/^(?:fine|(?:input|limit)\..*)$/);
    }),
    { numRuns: 50 },
  );
});

test('the flight recorder keeps the last events of each container within its bounds', () => {
  const recorder = new FlightRecorder({ maxBytesEach: 20_000, maxBytes: 50_000 });
  for (let number = 1; number <= 100; number += 1)
    for (const container of ['a', 'b', undefined])
      recorder.record(inContainer(eventOf(number), container));

  const events = recorder.eventsOf('a');

  expect(recorder.bytes).toBeLessThanOrEqual(50_000);
  expect(events.length).toBeGreaterThan(5);
  expect(events.at(-1)?.number).toBe(100);
  expect(events[0]?.number).toBe(101 - events.length);
  expect(recorder.eventsOf(undefined).at(-1)?.number).toBe(100);
  expect(recorder.eventsOf('none')).toEqual([]);
  expect(recorder.eventsOf('a', 98_000).map(({ number }) => number)).toEqual([98, 99, 100]);
});

test('containers that are silent make room for those that are not', () => {
  const recorder = new FlightRecorder({ maxBytesEach: 20_000, maxBytes: 30_000 });
  recorder.record(inContainer(eventOf(1), 'silent'));
  for (let number = 1; number <= 200; number += 1) {
    recorder.record(inContainer(eventOf(number), 'a'));
    recorder.record(inContainer(eventOf(number), 'b'));
  }
  recorder.forget('b');

  expect(recorder.eventsOf('silent')).toEqual([]);
  expect(recorder.eventsOf('b')).toEqual([]);
  expect(recorder.bytes).toBeLessThanOrEqual(20_000);
});

function eventOf(number: number, name = 'sh'): RuntimeEvent {
  return {
    source: 'syscall',
    number,
    type: 'openat',
    seconds: number,
    nanoseconds: 0,
    direction: '<',
    thread: 7,
    result: 3,
    process: {
      pid: 7,
      start: 1000,
      name,
      exe: name,
      exePath: '/bin/sh',
      args: ['-c', 'x'],
      cwd: '/',
      tty: 0,
      session: 0,
      group: 0,
      uid: 0,
      effectiveUid: 0,
      gid: 0,
      effectiveGid: 0,
      loginUid: -1,
      capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    },
    args: { flags: 0 },
  };
}

function inContainer(event: RuntimeEvent, id: string | undefined): RuntimeEvent {
  if (id === undefined) return event;
  return {
    ...event,
    process: { ...event.process, container: { id, shortId: id, engine: 'docker' } },
  };
}

async function readAll(
  path: string,
): Promise<{ readonly events: RuntimeEvent[]; readonly losses: SensorLoss[] }> {
  const events: RuntimeEvent[] = [];
  const losses: SensorLoss[] = [];
  await openRecording(path).run(
    { event: (event) => void events.push(event), loss: (loss) => void losses.push(loss) },
    scope(),
  );
  return { events, losses };
}

function codeOf(error: unknown): string {
  if (isCaissonError(error)) return error.code;
  throw error;
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'recording-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function scope(): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
