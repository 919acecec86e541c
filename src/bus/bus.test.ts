import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { parseNatsAddress, shownAddress } from './address.ts';
import { openBus } from './bus.ts';
import { splitLines } from './split.ts';

const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

test('without an address wake-ups stay within the process, and many are one', async () => {
  await using bus = await openBus(undefined, scope);
  const heard: string[] = [];
  const stop = bus.announcer('jobs').listen(() => heard.push('jobs'));
  bus.announcer('changes').listen(() => heard.push('changes'));

  for (let at = 0; at < 5; at += 1) bus.announcer('jobs').tell();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  stop();
  bus.announcer('jobs').tell();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  expect(heard).toEqual(['jobs']);
  expect(bus.state).toMatchObject({ kind: 'in-process', connected: true });
});

test('without an address a sender waits for the store', async () => {
  await using bus = await openBus('', scope);
  const batch = { id: '1', node: 'n', body: Buffer.from('{}\n') };
  await expect(bus.ingest.publish(batch, scope.signal)).rejects.toMatchObject({
    code: 'access.unreachable',
  });

  const taken: string[] = [];
  await using _ = bus.ingest.consume(async ({ id }) => void taken.push(id));

  expect(await bus.ingest.publish(batch, scope.signal)).toEqual({ through: 'store' });
  expect(taken).toEqual(['1']);
});

test.for([
  ['nats://bus', { servers: ['bus:4222'], tls: false, replicas: 1, prefix: 'caisson' }],
  [
    'tls://a:1,[::1]:2/?replicas=3&prefix=x',
    { servers: ['a:1', '[::1]:2'], tls: true, replicas: 3 },
  ],
  ['nats://me:p%40ss@bus:4223', { user: 'me', password: 'p@ss', servers: ['bus:4223'] }],
  ['nats://t0ken@bus', { token: 't0ken' }],
] as const)('%s is an address', ([text, expected]) => {
  const address = parseNatsAddress(text);

  expect(address).toMatchObject(expected);
  expect(shownAddress(address)).not.toMatch(/p@ss|t0ken/u);
});

test.for([
  'http://bus',
  'nats://',
  'nats://a b',
  'nats://u:%ff@bus',
  'nats://bus?x=1',
  'nats://bus?replicas=9',
])('%s is none', (text) => {
  expect(() => parseNatsAddress(text)).toThrow(
    expect.objectContaining({ code: 'usage.invalid-argument' }),
  );
});

test('parts hold whole lines, and together they are the batch', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', '{', '"'), maxLength: 30 });
  fc.assert(
    fc.property(
      fc.array(line),
      fc.integer({ min: 31, max: 200 }),
      fc.boolean(),
      (lines, most, ends) => {
        const body = Buffer.from(lines.join('\n') + (ends ? '\n' : ''));
        const parts = splitLines(body, most);

        expect(Buffer.concat(parts)).toEqual(body);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(most);
        for (const part of parts.slice(0, -1)) expect(part.at(-1)).toBe(10);
      },
    ),
  );
});

test('a line that fits into no part is refused', () => {
  expect(() => splitLines(Buffer.from(`a\n${'b'.repeat(50)}\n`), 20)).toThrow(CaissonError);
});
