import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type Bus, openBus } from '#bus/bus.ts';
import { CaissonError } from '#kit/error.ts';
import { hasPrograms, temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';

const directory = temporary('bus');
const isMissing = !hasPrograms('nats-server');
const scope = scopeIn(directory);
const servers: ChildProcess[] = [];

afterAll(async () => {
  for (const server of servers) await stop(server);
  rmSync(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function start(port: number, store: string): Promise<ChildProcess> {
  const path = `${process.env['PATH']}:/usr/sbin`;
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', `${directory}/${store}`];
  const server = spawn('nats-server', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: path },
  });
  servers.push(server);
  for await (const text of server.stderr ?? []) if (String(text).includes('Server is ready')) break;
  server.stderr?.resume();
  return server;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('it did not come to pass in 20 s');
    await delay(20);
  }
}

function lines(id: string, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, at) => `{"id":"${id}-${at}"}\n`).join(''));
}

function publish(bus: Bus, id: string, body: Buffer) {
  return bus.ingest.publish({ id, node: 'node é', body }, scope.signal);
}

test.skipIf(isMissing)('wake-ups reach other processes, once', async () => {
  const port = await freePort();
  await start(port, 'wake');
  await using first = await openBus(`nats://127.0.0.1:${port}`, scope);
  await using second = await openBus(`nats://127.0.0.1:${port}`, scope);
  await Promise.all([first.ready, second.ready]);
  const heard: string[] = [];
  first.announcer('jobs').listen(() => heard.push('first'));
  second.announcer('jobs').listen(() => heard.push('second'));
  await delay(50);

  first.announcer('jobs').tell();
  await until(() => heard.length >= 2);
  await delay(50);

  expect(heard.toSorted()).toEqual(['first', 'second']);
});

test.skipIf(isMissing)(
  'a batch is stored once, in parts that fit, and again only when its handler failed',
  async () => {
    const port = await freePort();
    await start(port, 'ingest');
    await using sender = await openBus(`nats://127.0.0.1:${port}`, scope);
    await using worker = await openBus(`nats://127.0.0.1:${port}`, scope);
    await Promise.all([sender.ready, worker.ready]);
    const seen: string[] = [];
    let failures = 1;
    await using _ = worker.ingest.consume(async ({ body, node }) => {
      expect(node).toBe('node é');
      if (failures > 0) {
        failures -= 1;
        throw new CaissonError('host.io', 'the database is away');
      }
      for (const line of Buffer.from(body).toString().trim().split('\n')) seen.push(line);
    });

    const body = lines('x'.repeat(200), 5000);
    expect(await publish(sender, 'one', body)).toEqual({ through: 'stream' });
    expect(await publish(sender, 'one', body)).toEqual({ through: 'stream' });
    await until(() => seen.length >= 5000);
    await until(async () => (await sender.ingest.lag())?.messages === 0);

    expect(body.length).toBeGreaterThan(2 ** 20);
    expect(new Set(seen).size).toBe(5000);
    expect(seen).toHaveLength(5000);
  },
);

test.skipIf(isMissing)('what nobody can read is put aside, and counted', async () => {
  const port = await freePort();
  await start(port, 'poison');
  await using bus = await openBus(`nats://127.0.0.1:${port}`, scope);
  await bus.ready;
  await using _ = bus.ingest.consume(async () => {
    throw new CaissonError('input.malformed', 'no JSON');
  });

  await publish(bus, 'one', Buffer.from('?\n'));
  await until(() => bus.state.refused === 1);
  await until(async () => (await bus.ingest.lag())?.messages === 0);

  expect(bus.state).toMatchObject({ refused: 1, connected: true });
});

test.skipIf(isMissing)(
  'a full stream refuses what is new, so that the agent keeps it',
  async () => {
    const port = await freePort();
    await start(port, 'full');
    await using bus = await openBus(`nats://127.0.0.1:${port}?max-bytes=20000`, scope);
    await bus.ready;
    const outcomes: string[] = [];

    for (let at = 0; at < 8; at += 1)
      outcomes.push(
        await publish(bus, `batch-${at}`, lines('x'.repeat(90), 50)).then(
          ({ through }) => through,
          (error: unknown) => (error instanceof CaissonError ? error.code : 'other'),
        ),
      );

    expect(outcomes[0]).toBe('stream');
    expect(outcomes.at(-1)).toBe('access.rate-limited');
  },
);

test.skipIf(isMissing)(
  'while the server is away a gateway refuses and a process with a store goes on; both recover by themselves',
  async () => {
    const port = await freePort();
    await using gateway = await openBus(`nats://127.0.0.1:${port}`, scope);
    await using worker = await openBus(`nats://127.0.0.1:${port}`, scope);
    const seen = new Set<string>();
    await using _ = worker.ingest.consume(async ({ id }) => void seen.add(id));

    expect(gateway.state.connected).toBe(false);
    await expect(publish(gateway, 'early', lines('a', 1))).rejects.toMatchObject({
      code: 'access.unreachable',
    });
    expect(await publish(worker, 'before', lines('a', 1))).toEqual({ through: 'store' });

    const server = await start(port, 'away');
    await Promise.all([gateway.ready, worker.ready]);
    expect(await publish(gateway, 'during', lines('a', 1))).toEqual({ through: 'stream' });
    await until(() => seen.has('during'));

    await stop(server);
    await until(() => !worker.state.connected && !gateway.state.connected);
    expect(await publish(worker, 'again', lines('a', 1))).toEqual({ through: 'store' });

    await start(port, 'away');
    await until(() => worker.state.connected && gateway.state.connected);
    expect(await publish(gateway, 'after', lines('a', 1))).toEqual({ through: 'stream' });
    await until(() => seen.has('after'));

    expect([...seen]).toEqual(['before', 'during', 'again', 'after']);
  },
  60_000,
);
