import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { hasPrograms, isRoot, run, temporary } from '../daemons.ts';
import { programFiles, sampleImage, writeDockerArchive } from '../sample-image.ts';
import { hasNats, NatsServer } from './testing/nats.ts';
import { Acknowledged, perBatch, sendAll } from './testing/platform-kills.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';
import { noSensor } from './testing/sensor.ts';

/** How long a fault lasts; two minutes in a whole run. */
const awayMs = Number(process.env['CAISSON_TEST_AWAY_MS'] ?? 8000);

function directoryOf(name: string): string {
  const directory = temporary(name);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Milliseconds until what is asked for is so. */
async function timeUntil<T>(
  look: () => T | Promise<T>,
  isSo: (value: T) => boolean,
  what: string,
): Promise<number> {
  const begun = performance.now();
  await eventually(look, isSo, what);
  return Math.round(performance.now() - begun);
}

async function coverage(platform: RunningPlatform): Promise<string> {
  const answer = await platform.ask('/coverage');
  expect(answer.status).toBe(200);
  return answer.text;
}

async function untilCovered(platform: RunningPlatform, text: RegExp): Promise<number> {
  return timeUntil(
    () => coverage(platform),
    (found) => text.test(found),
    `coverage says ${text.source}`,
  );
}

test('advisories that are damaged or gone are told; everything else works, and they are taken when they are back', {
  timeout: 180_000,
}, async () => {
  const directory = directoryOf('faults-advisories');
  const place = join(directory, 'advisories');
  cpSync(resolve('data/snapshot'), place, { recursive: true });
  const index = join(place, 'index.json');
  const missing = /advisories: there is none/u;
  writeFileSync(index, '{"damaged');
  await using platform = await RunningPlatform.start({
    directory,
    environment: { ...onlyServing, CAISSON_DB: place, CAISSON_UPDATE_EVERY: '0' },
  });
  await platform.signInFirst();

  const damaged = await coverage(platform);
  const about = await platform.ask('/about');
  cpSync(resolve('data/snapshot/index.json'), index);
  await eventually(
    () => coverage(platform),
    (text) => !missing.test(text),
    'advisories are there',
  );
  renameSync(place, `${place}.away`);
  const gone = await coverage(platform);
  renameSync(`${place}.away`, place);

  expect(damaged).toMatch(missing);
  expect(damaged).toContain('they cannot be read');
  expect(damaged).toContain('update the advisories');
  expect(about.status).toBe(200);
  expect(gone).toMatch(missing);
  expect(await coverage(platform)).not.toMatch(missing);
  expect((await platform.readiness()).status).toBe(200);
  expect(platform.log).toContain('work in the background failed');
  expect(await platform.end()).toBe(0);
});

test.skipIf(!hasNats)(
  'NATS goes away and comes back: it says so, what is sent meanwhile goes to the store, nothing is lost or doubled',
  { timeout: 180_000 + 2 * awayMs },
  async ({ annotate }) => {
    const directory = directoryOf('faults-nats');
    await using server = await NatsServer.start();
    await using platform = await RunningPlatform.start({
      directory,
      environment: { ...onlyServing, CAISSON_BUS: server.url },
    });
    await platform.signInFirst();
    const known = new Acknowledged();
    const stop = new AbortController();
    const sending = sendAll(platform, known, stop.signal);
    async function ready(code: number): Promise<number> {
      return timeUntil(
        async () => (await platform.readiness()).status,
        (status) => status === code,
        `/readyz answers ${code}`,
      );
    }
    async function taken(): Promise<number> {
      const before = known.batches;
      return timeUntil(
        () => known.batches,
        (n) => n > before + 3,
        'batches are taken',
      );
    }
    await ready(200);
    await taken();

    await server.kill();
    const degraded = await ready(503);
    const words = (await platform.readiness()).text;
    const seen = await coverage(platform);
    const meanwhile = await taken();
    await delay(awayMs);
    await server.start();
    const recovered = await ready(200);
    const after = await taken();
    stop.abort();
    await sending;

    await annotate(
      `degraded ${degraded}, taken meanwhile ${meanwhile}, ready ${recovered}, taken ${after} ms`,
    );
    expect(words).toContain('the bus cannot be reached');
    expect(seen).toContain('the bus cannot be reached');
    expect(known.refused).toEqual([]);
    await eventually(
      async () => (await platform.items('/incidents')).length,
      (n) => n === known.batches,
      'all is stored',
    );
    const events = await platform.items('/events?kind=execve');
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events).toHaveLength(known.batches * perBatch);
    expect(await platform.end()).toBe(0);
  },
);

/** The daemon that senses for a platform; zero where there is none. */
function sensorOf(state: string): number {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const line = stdout.split('\n').find((one) => one.includes(`--listen ${join(state, 'sensor')} `));
  return Number(line?.trim().split(' ')[0] ?? 0);
}

test.skipIf(noSensor() !== undefined)(
  'a sensor that is killed comes back, and what was not seen meanwhile is told',
  { timeout: 180_000 },
  async ({ annotate }) => {
    const directory = directoryOf('faults-sensor');
    const state = join(directory, 'state');
    await using platform = await RunningPlatform.start({
      directory,
      environment: { ...onlyServing, CAISSON_WATCH: 'on' },
    });
    onTestFinished(() => {
      if (sensorOf(state) !== 0) process.kill(sensorOf(state), 'SIGKILL');
    });
    await platform.signInFirst();
    async function sensors(): Promise<string> {
      return JSON.stringify((await platform.items('/hosts')).map(({ sensor }) => sensor));
    }
    await timeUntil(sensors, (text) => text.includes('watching'), 'the host is watched');
    const first = sensorOf(state);

    process.kill(first, 'SIGKILL');
    const told = await untilCovered(platform, /that lost events/u);
    const again = await timeUntil(
      () => sensorOf(state),
      (pid) => pid !== 0 && pid !== first,
      'another sensor runs',
    );
    await timeUntil(sensors, (text) => text.includes('watching'), 'the host is watched again');

    await annotate(`told after ${told} ms, another sensor ${again} ms later`);
    expect(platform.log).toContain('sensor ended, starting it again');
    expect((await platform.readiness()).status).toBe(200);
    expect(await platform.end()).toBe(0);
  },
);

/** Docker's daemon, which can be stopped and started again where it lies. */
class Engine implements AsyncDisposable {
  readonly socket: string;
  readonly #directory: string;
  #process: ChildProcess | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.socket = join(directory, 'docker.sock');
    mkdirSync(directory, { recursive: true });
  }

  async start(): Promise<void> {
    const place = this.#directory;
    const words = [
      `--data-root=${join(place, 'data')}`,
      `--exec-root=${join(place, 'exec')}`,
      `--host=unix://${this.socket}`,
      `--pidfile=${join(place, 'docker.pid')}`,
      '--storage-driver=vfs',
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--ip-masq=false',
    ];
    const path = `${process.env['PATH']}:/usr/sbin:/sbin`;
    this.#process = spawn('dockerd', words, {
      stdio: 'ignore',
      env: { ...process.env, PATH: path },
    });
    await eventually(
      () => spawnSync('docker', ['-H', `unix://${this.socket}`, 'version']).status,
      (status) => status === 0,
      'the engine answers',
    );
  }

  docker(...words: readonly string[]): string {
    return run('docker', '-H', `unix://${this.socket}`, ...words);
  }

  async stop(): Promise<void> {
    const daemon = this.#process;
    this.#process = undefined;
    if (daemon === undefined) return;
    const ended = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

test.skipIf(noSensor() !== undefined || !hasPrograms('dockerd', 'docker', 'ldd', 'runc'))(
  'an engine that is stopped and started again: its containers go and come, and new ones are found',
  { timeout: 240_000 },
  async ({ annotate }) => {
    const directory = directoryOf('faults-engine');
    await using engine = new Engine(join(directory, 'engine'));
    await engine.start();
    const archive = join(directory, 'image.tar');
    const sleep = programFiles('/bin/sleep', execFileSync('ldd', ['/bin/sleep']).toString());
    writeDockerArchive(sampleImage([sleep]), archive, 'sleeper:1');
    engine.docker('load', '-q', '-i', archive);
    const begin = ['run', '-d', '--user=0', '--network=none', '--name'];
    const sleeper = ['sleeper:1', '/bin/sleep', '1000'];
    engine.docker(...begin, 'first', '--restart=always', ...sleeper);
    await using platform = await RunningPlatform.start({
      directory,
      environment: {
        ...onlyServing,
        CAISSON_DISCOVER: 'yes',
        CAISSON_WATCH: 'on',
        DOCKER_HOST: `unix://${engine.socket}`,
      },
    });
    await platform.signInFirst();
    async function running(): Promise<string> {
      const rows = await platform.items('/workloads');
      return JSON.stringify(rows.map(({ name, running: n }) => [name, n]));
    }
    const found = await timeUntil(running, (text) => text.includes('first'), 'it is found');

    await engine.stop();
    const told = await untilCovered(platform, /docker at [^"]+ does not answer/u);
    await delay(awayMs / 4);
    await engine.start();
    engine.docker(...begin, 'second', ...sleeper);
    const again = await timeUntil(running, (text) => text.includes('second'), 'one is found');

    await annotate(`found ${found}, told ${told}, a new one found ${again} ms`);
    await timeUntil(
      () => coverage(platform),
      (text) => !text.includes('does not answer'),
      'the engine answers',
    );
    expect(await running()).toContain('first');
    expect(platform.log).toContain('container engine lost');
    expect((await platform.readiness()).status).toBe(200);
    expect(await platform.end()).toBe(0);
    engine.docker('rm', '-f', 'first', 'second');
  },
);

test.skipIf(!isRoot() || !hasPrograms('dockerd', 'docker', 'ldd', 'runc'))(
  'an image that cannot be judged, as the advisories are damaged, is told and judged when they are whole',
  { timeout: 240_000 },
  async ({ annotate }) => {
    const directory = directoryOf('faults-segments');
    const place = join(directory, 'advisories');
    cpSync(resolve('data/snapshot'), place, { recursive: true });
    const blobs = join(place, 'blobs', 'sha256');
    for (const name of readdirSync(blobs)) writeFileSync(join(blobs, name), 'damaged');
    await using engine = new Engine(join(directory, 'engine'));
    await engine.start();
    const archive = join(directory, 'image.tar');
    const status =
      'Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.2-1\n\n';
    const files = [
      { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
      { path: 'var/lib/dpkg/status', content: status },
      ...programFiles('/bin/sleep', run('ldd', '/bin/sleep')),
    ];
    writeDockerArchive(sampleImage([files]), archive, 'judged:1');
    engine.docker('load', '-q', '-i', archive);
    const words = ['run', '-d', '--user=0', '--network=none', '--name', 'judged'];
    engine.docker(...words, 'judged:1', '/bin/sleep', '1000');
    await using platform = await RunningPlatform.start({
      directory,
      environment: {
        ...onlyServing,
        CAISSON_DISCOVER: 'yes',
        CAISSON_DB: place,
        DOCKER_HOST: `unix://${engine.socket}`,
      },
    });
    await platform.signInFirst();

    const told = await untilCovered(platform, /the last scan of 1 asset failed/u);
    const seen = await coverage(platform);
    for (const name of readdirSync(blobs))
      cpSync(resolve('data/snapshot/blobs/sha256', name), join(blobs, name));
    const judged = await timeUntil(
      () => coverage(platform),
      (text) => !text.includes('asset failed'),
      'nothing failed any more',
    );

    await annotate(`told after ${told} ms, judged ${judged} ms after they were whole`);
    expect(seen).toMatch(/advisory segment/u);
    expect(await platform.end()).toBe(0);
    engine.docker('rm', '-f', 'judged');
  },
);
