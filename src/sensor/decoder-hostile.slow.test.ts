import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import {
  callRecord,
  countersRecord,
  execRecord,
  exitRecord,
  forkRecord,
  identityRecord,
  netRecord,
  openRecord,
  socketRecord,
  textRecord,
  throttleRecord,
  uringRecord,
  verdictRecord,
} from './testing.ts';
import { testDecoder } from './testing-decoder.ts';
import { dnsAnswer } from './testing-dns.ts';

const here = { address: [10, 0, 0, 2], port: 4000 };
const there = { address: [10, 0, 0, 9], port: 443 };

test('pieces of any size give the same events', () => {
  const stream = Buffer.concat([
    execRecord(),
    openRecord(),
    socketRecord({ remote: there }),
    exitRecord(),
  ]);
  const whole = testDecoder();
  whole.decoder.push(stream);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
      const pieces = testDecoder();

      for (let at = 0; at < stream.length; at += size)
        pieces.decoder.push(stream.subarray(at, at + size));

      expect(pieces.events).toEqual(whole.events);
    }),
    { numRuns: 30 },
  );
});

test('a format of another version is refused', () => {
  const { decoder } = testDecoder();

  expect(() => decoder.push(textRecord('hello', '{}', { version: 9 }))).toThrow('version 9');
});

test('a length within a record that leaves it costs that record alone', () => {
  const { decoder, events, losses } = testDecoder();
  const bad = openRecord();
  bad.writeUInt16LE(0xffff, 92);

  decoder.push(Buffer.concat([bad, openRecord()]));

  expect(events).toHaveLength(1);
  expect(losses).toMatchObject([{ reason: 'decoder-limit', counts: { open: 1 } }]);
});

test.for([0, 8, 41, 65_544])('a record of %d bytes ends the stream', (length) => {
  const { decoder } = testDecoder();
  const bad = openRecord();
  bad.writeUInt32LE(length, 0);

  expect(() => decoder.push(bad)).toThrow('a record of the sensor has');
});

test('records that are cut, altered or random never break the decoder', () => {
  const samples = [
    execRecord(),
    forkRecord({ ret: 7 }),
    exitRecord(),
    identityRecord({}),
    openRecord(),
    socketRecord({ local: here, remote: there }),
    callRecord({ nr: 82, strings: ['a', 'b', 'c', 'd'] }),
    netRecord({ kind: 2, data: dnsAnswer('a.b', [1, 2, 3, 4]) }),
    uringRecord({ opcode: 1 }),
    verdictRecord({ policy: 1, action: 1, reason: 1 }),
    textRecord('hello', '{}'),
    textRecord('cgroup', '/a'),
    textRecord('synced', ''),
    countersRecord('loss'),
    countersRecord('heartbeat'),
    throttleRecord(1, 1, true),
  ];
  const change = fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 255 }));
  const damaged = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 6 }))
    .map(([sample, changes]) => {
      const copy = Buffer.from(sample);
      for (const [at, value] of changes) if (at > 3 && at < copy.length) copy[at] = value;
      return copy;
    });
  const stream = fc.oneof(
    fc.array(damaged, { maxLength: 6 }).map((parts) => Buffer.concat(parts)),
    fc.uint8Array(),
  );
  fc.assert(
    fc.property(stream, (bytes) => {
      const { decoder } = testDecoder();

      const failure = failureOf(() => decoder.push(bytes));

      expect(
        failure === undefined || isCaissonError(failure, 'input.malformed', 'input.unsupported'),
      ).toBe(true);
    }),
    { numRuns: 200 },
  );
});

function failureOf(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
