import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLimits } from '#contract/scope.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import { type AuditGap, readAuditLog } from './audit-log.ts';

const one = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  auditID: 'a',
  verb: 'create',
  stageTimestamp: '2024-05-06T07:08:09.123456Z',
  requestReceivedTimestamp: '2024-05-06T07:08:08Z',
};
const two = { kind: 'Event', apiVersion: 'audit.k8s.io/v1beta1', auditID: 'b', verb: 'get' };
const line = JSON.stringify(one);

test('events are read line by line, at the time of their stage', async () => {
  const { events, gaps } = await read(`${line}\n\n${JSON.stringify(two)}`);

  expect(gaps).toEqual([]);
  expect(events).toEqual([
    {
      source: 'k8s_audit',
      number: 1,
      type: 'pluginevent',
      seconds: 1714979289,
      nanoseconds: 123456000,
      body: one,
    },
    { source: 'k8s_audit', number: 2, type: 'pluginevent', seconds: 0, nanoseconds: 0, body: two },
  ]);
});

test.for([
  [
    'a list on one line',
    JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [one, two] }),
  ],
  [
    'a list over many lines',
    JSON.stringify({ kind: 'EventList', items: [one, two] }, undefined, 2),
  ],
  ['an array over many lines', JSON.stringify([one, two], undefined, 2)],
  ['an array of lines', `[\n${line},\n${JSON.stringify(two)}\n]`],
] as const)('%s', async ([, text]) => {
  const { events, gaps } = await read(text);

  expect(events.map(({ body }) => body['auditID'])).toEqual(['a', 'b']);
  expect(gaps).toEqual([]);
});

test.for([
  ['in the middle', `${line}\nbroken\n${line}\n`, [2]],
  ['at the start', `broken {\n${line}\n${line}\n`, [1]],
  ['cut at the start', `${line.slice(9)}\n${line}\n${line}\n`, [1]],
  ['at the end', `${line}\n${line}\n${line.slice(0, 30)}`, [3]],
  ['of another kind', `${line}\n{"kind":"Pod"}\n"text"\n${line}`, [2, 3]],
  ['too long', `${line}\n"${'x'.repeat(5000)}"\n${line}`, [2]],
  ['too deep', `${line}\n{"auditID":${'['.repeat(100)}${']'.repeat(100)}}\n${line}`, [2]],
] as const)('a bad line %s is a gap, not the end', async ([, text, lines]) => {
  const { events, gaps } = await read(text, 4000);

  expect(events.map(({ body }) => body['auditID'])).toEqual(['a', 'a']);
  expect(gaps.map((gap) => gap.line)).toEqual(lines);
});

test('any bytes are events and gaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.nat(line.length), async (noise, at) => {
      const bytes = Buffer.concat([
        Buffer.from(line.slice(0, at)),
        noise,
        Buffer.from(line.slice(at)),
      ]);

      const { events, gaps } = await read(bytes);

      expect(events.length + gaps.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

async function read(
  content: string | Uint8Array,
  maxDocumentBytes = defaultLimits.maxDocumentBytes,
): Promise<{ readonly events: AuditEvent[]; readonly gaps: AuditGap[] }> {
  const gaps: AuditGap[] = [];
  const events: AuditEvent[] = [];
  const scope = {
    signal: new AbortController().signal,
    limits: { ...defaultLimits, maxDocumentBytes },
  };
  for await (const event of readAuditLog(pieces(content), (gap) => gaps.push(gap), scope))
    events.push(event);
  return { events, gaps };
}

// oxlint-disable-next-line typescript/require-await
async function* pieces(content: string | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}
