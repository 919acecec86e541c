import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporary } from '../daemons.ts';
import { hasNats, NatsServer } from './testing/nats.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';
import { detectionLine } from './testing/told.ts';

/** Reads a stream of changes until it is told to end; gives what it heard. */
function listen(platform: RunningPlatform): { readonly heard: () => string; end(): void } {
  const stop = new AbortController();
  let text = '';
  async function read(): Promise<void> {
    const answer = await fetch(`${platform.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${platform.token}`, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString();
  }
  read().catch(() => undefined);
  return { heard: () => text, end: () => stop.abort() };
}

async function tell(platform: RunningPlatform, id: string, more = '') {
  const line = JSON.stringify(detectionLine(id));
  return await platform.ask(`/ingest/runtime?batch=batch-${id}&node=n9`, {
    body: `${line}\n${more}`,
    contentType: 'application/x-ndjson',
  });
}

async function isKnown(platform: RunningPlatform, id: string): Promise<boolean> {
  const items = await platform.items('/detections');
  return items.some((one) => one['id'] === id);
}

test.skipIf(!hasPostgres || !hasNats)(
  'two processes on one database and one bus: both serve, both hear, and each goes on without the other and without the bus',
  { timeout: 240_000 },
  async () => {
    await using postgres = await startPostgres();
    await using nats = await NatsServer.start();
    const keyFile = join(temporary('pair-key'), 'key');
    const environment = {
      ...onlyServing,
      CAISSON_STORE: await postgres.create(),
      CAISSON_BUS: nats.url,
      CAISSON_KEY_FILE: keyFile,
    };
    const first = await RunningPlatform.start({ directory: temporary('pair-a'), environment });
    onTestFinished(() => first[Symbol.asyncDispose]());
    await first.signInFirst();
    const second = await RunningPlatform.start({ directory: temporary('pair-b'), environment });
    onTestFinished(() => second[Symbol.asyncDispose]());
    second.token = first.token;
    const views = [listen(first), listen(second)];

    const told = await tell(second, 'd1', '{"type":"nonsense"}');
    await eventually(() => isKnown(first, 'd1'), Boolean, 'the first knows it');
    await eventually(() => isKnown(second, 'd1'), Boolean, 'the second knows it');
    await eventually(
      () => views.map(({ heard }) => heard()),
      (all) => all.every((text) => text.includes('"subject":"d1"')),
      'both live views hear of it',
    );
    for (const view of views) view.end();

    expect(told.status).toBe(200);
    expect(told.body).toMatchObject({ accepted: 1, rejected: [{ line: 2 }] });

    await nats.kill();
    await eventually(
      async () => (await second.readiness()).text,
      (text) => text.includes('bus'),
      'readiness tells',
    );
    const without = await tell(second, 'd2');
    expect(without.status).toBe(200);
    expect(await isKnown(first, 'd2')).toBe(true);

    await nats.start();
    await eventually(
      async () => (await second.readiness()).status,
      (status) => status === 200,
      'the bus is back',
    );
    // Whoever stores what comes, stops in order: the other one takes over.
    await first.end('SIGTERM');
    expect((await tell(second, 'd3')).status).toBe(200);
    await eventually(() => isKnown(second, 'd3'), Boolean, 'the second stores it alone');
    await first.start();
    expect((await tell(first, 'd4')).status).toBe(200);
    await second.end('SIGKILL');
    expect((await tell(first, 'd5')).status).toBe(200);
    await eventually(
      () => isKnown(first, 'd5'),
      Boolean,
      'the first stores it after the lease ended',
    );
    const ids = (await first.items('/detections')).map(({ id }) => String(id)).toSorted();
    expect(ids).toEqual(['d1', 'd2', 'd3', 'd4', 'd5']);
  },
);
