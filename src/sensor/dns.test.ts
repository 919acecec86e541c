import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDns } from './dns.ts';
import { dnsAnswer, dnsQuery } from './testing-dns.ts';

test('a question has a name and a type', () => {
  expect(parseDns(dnsQuery('WWW.Example.com', 16))).toEqual({
    id: 0x1234,
    isAnswer: false,
    code: 0,
    name: 'www.example.com',
    type: 'TXT',
    addresses: [],
    aliases: [],
    truncated: false,
  });
});

test('an answer has addresses and the names it goes by', () => {
  const address = [0x20, 1, 0xd, 0xb8, ...Array.from({ length: 11 }, () => 0), 1];

  expect(parseDns(dnsAnswer('a.b', address, 'c.d'))).toMatchObject({
    isAnswer: true,
    addresses: ['2001:db8::1'],
    aliases: ['c.d'],
    truncated: false,
  });
});

test('an answer that is cut tells what it has', () => {
  const whole = dnsAnswer('a.b', [1, 2, 3, 4], 'c.d');

  expect(parseDns(whole.subarray(0, whole.length - 2))).toMatchObject({
    addresses: [],
    aliases: ['c.d'],
    truncated: true,
  });
});

test('a pointer to itself and one forward end the message', () => {
  const question = dnsQuery('a.b');
  const loop = Buffer.from(question);
  loop.set([0xc0, 12], 12);
  const forward = Buffer.from(question);
  forward.set([0xc0, 14], 12);

  expect([parseDns(loop), parseDns(forward)]).toEqual([undefined, undefined]);
});

test('bytes that would change how a name reads are escaped', () => {
  expect(parseDns(dnsQuery('a b\\\x07'))?.name).toBe('a\\032b\\092\\007');
});

test('types without a name keep their number', () => {
  expect(parseDns(dnsQuery('a', 65_280))?.type).toBe('TYPE65280');
});

test('any bytes are a message or none, in bounded time', () => {
  const sample = dnsAnswer('www.example.com', [1, 2, 3, 4], 'other.example.com');
  const change = fc.tuple(fc.nat(sample.length - 1), fc.integer({ min: 0, max: 255 }));
  const damaged = fc.array(change, { maxLength: 8 }).map((changes) => {
    const copy = Buffer.from(sample);
    for (const [at, value] of changes) copy[at] = value;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 512 })), (bytes) => {
      const message = parseDns(bytes);

      expect((message?.name.length ?? 0) <= 1020).toBe(true);
    }),
    { numRuns: 200 },
  );
});
