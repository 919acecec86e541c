import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { Correlator } from './correlator.ts';
import { formatIncident, parseIncident } from './json.ts';
import { container, counter, detection, process } from './testing.ts';
import { attacks } from './testing-mix.ts';

function room(): Correlator {
  const made = new Correlator({ newId: counter() });
  for (const { detections } of attacks()) for (const one of detections) made.add(one);
  const web = container('shop/web');
  const owner = process(web, { name: 'sh', args: ['\u001b[2J'] });
  const event = {
    source: 'syscall',
    number: 7,
    type: 'execve',
    seconds: 3,
    nanoseconds: 5,
    direction: '<',
    thread: 100,
    process: owner,
    args: { x: ['caf\u00c3\u00a9', '\u00ff\u00fe'] },
  } as const;
  made.add(
    detection({
      time: 3000,
      severity: 'critical',
      event,
      process: owner,
      container: web,
      earlier: [{ as: 'shell', event }],
      count: 3,
      risk: 20,
      outputFields: { 'evt.num': 7, __proto__x: null },
    }),
  );
  made.add(
    detection({
      time: 4000,
      kind: 'loss',
      container: web,
      loss: { from: 1, to: 5, reason: 'ring-full', counts: { open: 3 }, container: web },
    }),
  );
  return made;
}

test('an incident survives its text, bytes that are no text too', () => {
  for (const incident of room().incidents)
    expect(parseIncident(formatIncident(incident))).toEqual(incident);
});

test('a malformed incident is refused, whatever it is', () => {
  const [incident] = room().incidents.toSorted((a, b) => a.detections.length - b.detections.length);
  const text = incident === undefined ? '' : formatIncident(incident);
  const codes: unknown[] = [];

  fc.assert(
    fc.property(fc.nat(text.length), fc.string({ maxLength: 4 }), fc.nat(8), (at, insert, drop) => {
      codes.push(codeOf(text.slice(0, at) + insert + text.slice(at + drop)));
    }),
    { numRuns: 150 },
  );
  for (const value of ['', 'null', '[]', '{}', '{"__proto__":{"id":"x"}}'])
    codes.push(codeOf(value) ?? 'accepted');

  expect(new Set(codes)).toEqual(new Set([undefined, 'input.malformed']));
});

function codeOf(text: string): unknown {
  try {
    parseIncident(text);
    return undefined;
  } catch (thrown) {
    return isCaissonError(thrown) ? thrown.code : thrown;
  }
}
