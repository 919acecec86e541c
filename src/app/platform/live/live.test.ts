import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { parseCursor } from '#estate/runtime/cursor.ts';
import { exposureOf } from '#estate/runtime/published.ts';
import { isCaissonError } from '#kit/error.ts';
import { exposureOfInspect } from './engine-exposure.ts';
import { Forwarder } from './forward.ts';
import { LineBuffer } from './line-buffer.ts';
import { mappedFiles } from './maps.ts';
import { testScope } from './testing.ts';

const scope = testScope({ time: 1_800_000_000_000 });

async function hub(answers: { status: number }) {
  const taken: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    request.resume().on('end', () => {
      if (answers.status === 200) taken.push(url.searchParams.get('batch') ?? '');
      response.writeHead(answers.status, { 'content-type': 'application/json' });
      response.end('{"accepted":1,"duplicate":false,"rejected":[]}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { taken, url: `http://127.0.0.1:${port}/api/v1/ingest/runtime` };
}

function spool(): string {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-spool-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function batch(id: string, priority: 'raw' | 'detection' = 'raw') {
  return { id, text: '{"type":"x"}', lines: 1, priority };
}

test('batches wait on disk while the platform is away, and arrive in order', async () => {
  const answers = { status: 503 };
  const { taken, url } = await hub(answers);
  const spoolDirectory = spool();
  const forwarder = new Forwarder({ url, token: 't', spoolDirectory }, scope);

  await forwarder.deliver(batch('01A'), scope.signal);
  await forwarder.deliver(batch('01B'), scope.signal);
  const waiting = readdirSync(spoolDirectory).length;
  answers.status = 200;
  const next = new Forwarder({ url, token: 't', spoolDirectory }, scope);
  await next.deliver(batch('01C'), scope.signal);

  expect(waiting).toBe(2);
  expect(taken).toEqual(['01A', '01B', '01C']);
  expect(readdirSync(spoolDirectory)).toEqual([]);
});

test('a full spool drops raw events before detections, and counts them', async () => {
  const { url } = await hub({ status: 503 });
  const spoolDirectory = spool();
  const forwarder = new Forwarder({ url, token: 't', spoolDirectory, maxBytes: 30 }, scope);

  await forwarder.deliver(batch('01A', 'detection'), scope.signal);
  await forwarder.deliver(batch('01B'), scope.signal);
  await forwarder.deliver(batch('01C', 'detection'), scope.signal);

  expect(readdirSync(spoolDirectory)).toEqual(['01A.detection.ndjson', '01C.detection.ndjson']);
  expect(forwarder.dropped).toBe(1);
});

test('lines never carry environments, and are given out in order', () => {
  const buffer = new LineBuffer(scope.clock);

  buffer.add(
    { type: 'container', container: { id: 'a', env: ['PASSWORD=x'] }, gone: false },
    'context',
  );
  buffer.add({ type: 'container', container: { id: 'b' }, gone: true }, 'context');
  const text = buffer.take()?.text ?? '';

  expect(text).not.toContain('PASSWORD');
  expect(
    text
      .split('\n')
      .map((line) => (JSON.parse(line) as { container: { id: string } }).container.id),
  ).toEqual(['a', 'b']);
  expect(buffer.take()).toBeUndefined();
});

const reaches = [
  [
    'a port on all addresses',
    { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
    'bridge',
    'internet',
  ],
  [
    'a port on loopback',
    { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
    'bridge',
    'cluster',
  ],
  ['no port but a network', { '80/tcp': null }, 'bridge', 'cluster'],
  ['the network of the host', {}, 'host', 'internet'],
  ['no network', {}, 'none', 'isolated'],
] as const;

test.for(reaches)('%s is told by the engine', ([, ports, mode, exposure]) => {
  const line = exposureOfInspect('c', {
    HostConfig: { NetworkMode: mode },
    NetworkSettings: { Ports: ports, Networks: { [mode]: {} } },
  });

  expect(line && exposureOf(line)).toBe(exposure);
});

test('whatever an engine says, its exposure is read or passed over', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const line = exposureOfInspect('c', JSON.parse(json));
      expect(line?.published.length ?? 0).toBeLessThanOrEqual(500);
    }),
  );
});

test('files that this process has mapped are found, devices and memory are not', () => {
  const files = mappedFiles('/proc', process.pid);

  expect(files).toContain(process.execPath);
  expect(files.every((path) => path.startsWith('/') && !path.startsWith('/dev/'))).toBe(true);
  expect(mappedFiles('/proc', 2 ** 30)).toEqual([]);
});

test('a cursor of anything is refused or read', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
      (text) => {
        const problem = problemOf(() => parseCursor(text, 'number'));
        expect(problem === undefined || isCaissonError(problem, 'input.malformed')).toBe(true);
      },
    ),
  );
});

function problemOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
