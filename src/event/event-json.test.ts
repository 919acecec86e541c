import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLimits } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { bytesOfJsonText, jsonTextOfBytes } from './byte-text.ts';
import { eventFromJson } from './event-json.ts';
import { eventToJson } from './event-to-json.ts';
import { readEvents } from './read-events.ts';

const scope = { signal: new AbortController().signal, limits: defaultLimits };
const web = {
  type: 'connect',
  time: '2026-03-01T10:00:00.000000001Z',
  result: -115,
  process: {
    exePath: '/usr/sbin/nginx',
    args: ['-g', 'daemon off;'],
    container: { id: 'ab'.repeat(32), engine: 'docker', image: 'docker.io/library/nginx:1.27' },
    parent: { name: 'containerd-shim', pid: 7 },
  },
  fd: {
    socket: {
      client: { address: '10.0.0.2', port: 4000 },
      server: { address: '10.0.0.9', port: 443 },
    },
  },
  args: { res: -115, fd: 3 },
};

test('an event says only what matters; the rest has defaults', () => {
  const event = eventFromJson(web);

  expect(event).toMatchObject({
    number: 1,
    seconds: 1_772_359_200,
    nanoseconds: 1,
    direction: '<',
  });
  expect(event.process).toMatchObject({
    pid: 1000,
    name: 'nginx',
    exe: '/usr/sbin/nginx',
    cwd: '/',
    session: 1000,
    loginUid: -1,
    parent: { pid: 7, name: 'containerd-shim', exe: 'containerd-shim', exePath: '' },
    container: {
      shortId: 'abababababab',
      image: { repository: 'docker.io/library/nginx', tag: '1.27' },
    },
  });
  expect(event.fd).toMatchObject({
    kind: 'ipv4',
    name: '10.0.0.2:4000->10.0.0.9:443',
    socket: { local: { port: 4000 }, remote: { port: 443 }, protocol: 'tcp' },
  });
});

test('what is written is read as the same event', () => {
  const event = eventFromJson(web);

  const again = eventFromJson(parseJson(JSON.stringify(eventToJson(event)), 'event'));

  expect(again).toEqual(event);
});

test.for([
  [{ type: 'open', colour: 1 }, 'field "colour" is unknown'],
  [{}, 'field "type" is missing'],
  [{ type: 'open', process: { parent: { pid: -1 } } }, 'field "process.parent.pid" must not be'],
  [{ type: 'open', args: { a: { b: 1 } } }, 'field "args.a" must be a list'],
  [{ type: 'open', time: 'yesterday' }, 'field "time" must be a time'],
  [{ type: 'open', fd: { kind: 'thing' } }, 'field "fd.kind" must be one of'],
  [{ type: 'open', process: { name: '\ud800' } }, 'field "process.name" has a surrogate'],
] as const)('%j is refused with the field', ([value, message]) => {
  expect(() => eventFromJson(value)).toThrow(message);
});

test('a stream names the line of what is wrong', async () => {
  const stream = chunks('{"type":"open"}\n\n{"type":', '"close"}\r\n{"type":5}');

  const read: RuntimeEvent[] = [];
  const end = (async () => {
    for await (const event of readEvents(stream, scope)) read.push(event);
  })();

  await expect(end).rejects.toThrow('event on line 4: field "type" must be a string');
  expect(read.map((event) => [event.number, event.type])).toEqual([
    [1, 'open'],
    [2, 'close'],
  ]);
});

test.for<readonly [string, string | Uint8Array]>([
  ['a line without end', 'x'.repeat(1000)],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['deep nesting', `{"type":"open","args":${'['.repeat(300)}`],
])('%s is refused', async ([, text]) => {
  const limits = { ...defaultLimits, maxDocumentBytes: 500 };

  await expect(readAll(text, { ...scope, limits })).rejects.toSatisfy((error) =>
    isCaissonError(error, 'input.malformed', 'limit.size'),
  );
});

test('bytes become text and the same bytes again', () => {
  const bytes = fc.array(
    fc.constantFrom(0x41, 0xc3, 0xa9, 0xed, 0xb2, 0x80, 0xff, 0xf0, 0x9f, 0xef, 0xbf, 0xbd),
  );
  fc.assert(
    fc.property(bytes, (codes) => {
      const text = String.fromCharCode(...codes);

      expect(bytesOfJsonText(throughJson(jsonTextOfBytes(text)))).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('any JSON is an event or input.malformed', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((one) => ({ ...web, process: one })),
  );
  fc.assert(
    fc.property(value, (json) => {
      const failure = failureOf(() => eventFromJson(json));

      expect(failure === undefined || isCaissonError(failure, 'input.malformed')).toBe(true);
    }),
    { numRuns: 200 },
  );
});

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* parts;
}

async function readAll(
  text: string | Uint8Array,
  options: Parameters<typeof readEvents>[1],
): Promise<readonly RuntimeEvent[]> {
  const events: RuntimeEvent[] = [];
  for await (const event of readEvents(chunks(text), options)) events.push(event);
  return events;
}

function throughJson(text: string): string {
  return String(parseJson(JSON.stringify(text), 'text'));
}

function failureOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('names that are not ASCII survive, however deep the process stands', () => {
  const name = Buffer.from('café', 'utf8').toString('latin1');
  const event = eventFromJson({
    type: 'execve',
    process: { name: 'café', parent: { name: 'café' } },
  });

  const again = eventFromJson(eventToJson(event));

  expect([again.process.name, again.process.parent?.name]).toEqual([name, name]);
});
