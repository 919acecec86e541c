import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { parseAnswer } from './api/answer.ts';
import { aggregatedGroups } from './api/discovery-aggregated.ts';
import { parseExecCredential } from './credential/exec-credential.ts';
import { ApiError, refusalOf } from './http/api-error.ts';
import { linesOf } from './http/body.ts';
import { configMaps } from './testing.ts';
import { parseFrame } from './watch/frame.ts';
import { compareVersions } from './watch/version.ts';

const event = JSON.stringify({
  type: 'ADDED',
  object: {
    kind: 'ConfigMap',
    metadata: { name: 'a', resourceVersion: '1', annotations: { a: 'b' }, managedFields: [{}] },
    data: { a: 'b' },
  },
});
const status = JSON.stringify({
  type: 'ERROR',
  object: { kind: 'Status', code: 410, reason: 'Expired', details: { retryAfterSeconds: 3 } },
});
const credential = JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status: { token: 'a', expirationTimestamp: '2026-11-22T12:00:00Z', clientKeyData: 'b' },
});
const groups = JSON.stringify({
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: 'a' },
      versions: [
        { version: 'v1', freshness: 'Stale', resources: [{ resource: 'b', verbs: ['c'] }] },
      ],
    },
  ],
});

test.for([
  ['events', event, (text: string) => parseFrame(text, configMaps, false)],
  ['failures', status, (text: string) => parseFrame(text, configMaps, true)],
  [
    'credentials',
    credential,
    (text: string) => parseExecCredential(text, 'client.authentication.k8s.io/v1', 'x'),
  ],
  ['discovery', groups, (text: string) => aggregatedGroups(parseAnswer(text, 'x'), [])],
] as const)('%s: whatever comes is read or refused', ([, sample, parse]) => {
  function isHandled(text: string): boolean {
    try {
      parse(text);
      return true;
    } catch (error) {
      return error instanceof ApiError || isCaissonError(error, 'input.malformed');
    }
  }
  const mutation = fc
    .tuple(fc.nat(sample.length), fc.nat(12), fc.string({ maxLength: 4 }))
    .map(([at, length, text]) => sample.slice(0, at) + text + sample.slice(at + length));
  const values = fc.anything({ maxDepth: 3 }).map((value) => {
    const parsed: unknown = JSON.parse(sample);
    const keys = JSON.stringify(parsed).replace(/"(?:a|b|1|v1|ADDED)"/, () => jsonOf(value));
    return keys;
  });

  const texts = fc.oneof(fc.string(), fc.json(), mutation, values);
  expect(fc.check(fc.property(texts, isHandled), { numRuns: 500 }).counterexample).toBe(null);
});

test('lines do not depend on how their bytes are cut', async () => {
  const lines = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')));
  const property = fc.asyncProperty(
    lines,
    fc.array(fc.integer({ min: 1, max: 9 })),
    async (texts, cuts) => {
      const bytes = Buffer.from(`${texts.join('\n')}\nnot ended`);
      const read: string[] = [];
      for await (const line of linesOf(piecesOf(bytes, cuts), 10_000)) read.push(line);
      return read.join('\n') === texts.filter((text) => text !== '').join('\n');
    },
  );

  expect((await fc.check(property, { numRuns: 200 })).counterexample).toBe(null);
});

test('a line beyond the bound is refused, however it comes', async () => {
  const bytes = Buffer.from('x'.repeat(1001));
  async function read(): Promise<void> {
    for await (const line of linesOf(piecesOf(bytes, [7]), 1000)) expect(line).toBe('');
  }

  await expect(read()).rejects.toMatchObject({ code: 'limit.size' });
});

test('a hundred thousand pieces of one line take linear time', async () => {
  const piece = Buffer.from('x');
  const pieces = Readable.from(
    (function* all() {
      for (let at = 0; at < 100_000; at += 1) yield piece;
      yield Buffer.from('\n');
    })(),
  ) as AsyncIterable<Buffer>;
  const started = performance.now();

  for await (const line of linesOf(pieces, 10 ** 6)) expect(line.length).toBe(100_000);

  expect(performance.now() - started).toBeLessThan(3000);
});

test('resource versions are compared as numbers, others not at all', () => {
  expect(compareVersions('9', '10')).toBeLessThan(0);
  expect(compareVersions('123456789012345678901', '123456789012345678900')).toBeGreaterThan(0);
  expect(compareVersions('7', '7')).toBe(0);
  expect(compareVersions('a', '7')).toBeUndefined();
  expect(compareVersions('07', '7')).toBeUndefined();
});

test('any answer that refuses has a code and a bounded message', () => {
  const property = fc.property(fc.integer({ min: 300, max: 599 }), fc.anything(), (code, body) => {
    const error = new ApiError('x', refusalOf(code, body));
    return error.message.length < 1200 && error.status >= 300;
  });

  expect(fc.check(property).counterexample).toBe(null);
});

async function* piecesOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const length = cuts[turn % Math.max(cuts.length, 1)] ?? 5;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return 'null';
  }
}
