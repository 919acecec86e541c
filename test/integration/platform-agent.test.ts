import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Forwarder } from '#app/platform/live/forward.ts';
import { LineSender } from '#app/platform/live/line-sender.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';
import { detectionLine, eventLine } from './testing/told.ts';

async function hub(): Promise<{ readonly platform: RunningPlatform; readonly url: string }> {
  const platform = await RunningPlatform.start({
    directory: temporary('hub'),
    environment: onlyServing,
  });
  onTestFinished(() => platform[Symbol.asyncDispose]());
  await platform.signInFirst();
  return { platform, url: `${platform.url}/api/v1/ingest/runtime` };
}

test('what an agent saw while its platform was killed arrives after the outage, once and in order', {
  timeout: 240_000,
}, async () => {
  const { platform, url } = await hub();
  const { token } = platform;
  const spoolDirectory = join(temporary('agent'), 'spool');
  const scope = scopeIn(temporary('agent-scope'));
  const forwarder = new Forwarder({ url, token, node: 'n7', spoolDirectory }, scope);
  const counts = { detections: 0, events: 0 };
  const sender = new LineSender(forwarder.deliver, () => undefined, scope);
  async function see(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (let one = 0; one < 50; one += 1) {
        counts.events += 1;
        sender.buffer.add(eventLine(`e${String(counts.events).padStart(6, '0')}`), 'raw');
      }
      counts.detections += 1;
      const id = `d${String(counts.detections).padStart(6, '0')}`;
      sender.buffer.add(detectionLine(id), 'detection');
      await delay(40);
    }
  }

  await see(20);
  for (let kill = 0; kill < 3; kill += 1) {
    const working = see(30);
    await delay(300 + 200 * kill);
    await platform.end('SIGKILL');
    await working;
    expect(forwarder.waiting.batches).toBeGreaterThan(0);
    await platform.start();
  }
  await see(5);
  await eventually(
    () => forwarder.waiting.batches,
    (waiting) => waiting === 0,
    'the spool is empty',
  );
  await sender[Symbol.asyncDispose]();

  const detections = await platform.items('/detections');
  const ids = detections.map(({ id }) => String(id));
  expect(new Set(ids).size).toBe(counts.detections);
  expect(ids).toHaveLength(counts.detections);
  const events = (await platform.items('/events?node=n7')).filter(({ kind }) => kind === 'execve');
  expect(new Set(events.map(({ id }) => id)).size).toBe(counts.events);
  expect(events).toHaveLength(counts.events);
  expect(forwarder.dropped).toBe(0);
});

test('caisson watch --send makes this machine known to a platform elsewhere', {
  timeout: 120_000,
}, async () => {
  const { platform, url } = await hub();
  const { token } = platform;
  const directory = temporary('watch-send');
  const words = ['watch', '--state', join(directory, 'state'), '--send', url, '--for', '60s'];
  const agent = spawn(process.execPath, [resolve('src/main.ts'), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      CAISSON_TOKEN: token,
      CAISSON_NODE: 'far-away',
    },
  });
  const said: string[] = [];
  agent.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = once(agent, 'exit');
  onTestFinished(() => void agent.kill('SIGKILL'));

  const host = await eventually(
    async () => (await platform.items('/hosts')).find(({ name }) => name === 'far-away'),
    (found) => found !== undefined,
    `the host is listed; the agent said ${said.join('')}`,
    60_000,
  );
  agent.kill('SIGINT');
  await ended;

  expect(host).toMatchObject({ name: 'far-away' });
});

test('an agent without a token says what is missing', async () => {
  const directory = temporary('no-token');
  const words = [
    'watch',
    '--state',
    directory,
    '--send',
    'https://127.0.0.1:1/api/v1/ingest/runtime',
  ];
  const agent = spawn(process.execPath, [resolve('src/main.ts'), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: directory },
  });
  const said: string[] = [];
  agent.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await once(agent, 'exit');

  expect(agent.exitCode).toBe(4);
  expect(said.join('')).toContain('CAISSON_TOKEN');
});
