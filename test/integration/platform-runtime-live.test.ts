import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { deliverLocally } from '#app/platform/live/deliver-local.ts';
import { RuntimeIngest } from '#app/platform/live/ingest.ts';
import { startLiveWatch } from '#app/platform/live/live-watch.ts';
import { LocalResponses } from '#app/platform/live/local-responses.ts';
import { anybody, testPlatform, testScope } from '#app/platform/live/testing.ts';
import { incidentOperations } from '#app/platform/operations/incident.ts';
import { responseOperations } from '#app/platform/operations/response.ts';
import { workloadOperations } from '#app/platform/operations/workload.ts';
import { incidentNamed, noteIncident } from '#app/runtime/incidents.ts';
import { chosenRules } from '#app/runtime/rules.ts';
import type { Call } from '#contract/platform.ts';
import { refreshUsage } from '#estate/runtime/usage.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { openRuntimeStore } from '#store/runtime-store.ts';
import { type Daemon, hasPrograms, isRoot, run, startDocker } from '../daemons.ts';
import { programFiles, sampleImage, writeDockerArchive } from '../sample-image.ts';
import { noSensor } from './testing/sensor.ts';

const isMissing =
  !isRoot() || !hasPrograms('dockerd', 'docker', 'ldd', 'runc') || noSensor() !== undefined;
const name = 'caisson-live:1';
const purl = 'pkg:deb/debian/openssl@3.0.2-1?arch=amd64&distro=debian-12';
const idle = 'pkg:deb/debian/idle@1.0-1?arch=amd64&distro=debian-12';
const patience = { timeout: 60_000, interval: 200 };

const rules = `
- rule: Test program runs
  desc: a program of the test
  condition: evt.type = execve and evt.dir = < and container.id != host and proc.exepath = /usr/bin/openssl
  output: ran %proc.exepath
  priority: CRITICAL
`;

function status(one: string, version: string): string {
  return `Package: ${one}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n\n`;
}

let docker: Daemon | undefined;
let directory = '';

beforeAll(async () => {
  if (isMissing) return;
  directory = mkdtempSync(join(tmpdir(), 'caisson-live-'));
  docker = await startDocker({ storage: 'overlay2' });
  const [shell, ...libraries] = programFiles('/bin/dash', run('ldd', '/bin/dash'));
  const sleep = programFiles('/bin/sleep', run('ldd', '/bin/sleep'));
  const others = new Map([...libraries, ...sleep].map((file) => [file.path, file]));
  const image = sampleImage([
    [
      { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
      {
        path: 'var/lib/dpkg/status',
        content: status('openssl', '3.0.2-1') + status('idle', '1.0-1'),
      },
      { path: 'var/lib/dpkg/info/openssl.list', content: '/.\n/usr\n/usr/bin\n/usr/bin/openssl\n' },
      { path: 'var/lib/dpkg/info/idle.list', content: '/.\n/usr\n/usr/bin\n/usr/bin/idle\n' },
      ...others.values(),
      { path: 'usr/bin/openssl', content: shell?.content ?? '', mode: '755' },
      { path: 'usr/bin/idle', content: shell?.content ?? '', mode: '755' },
    ],
  ]);
  const archive = join(directory, 'image.tar');
  writeDockerArchive(image, archive, name);
  run('docker', '-H', `unix://${docker.address}`, 'load', '-q', '-i', archive);
}, 120_000);

afterAll(async () => {
  await docker?.[Symbol.asyncDispose]();
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

const call: Call = { caller: anybody, reach: 'all', signal: new AbortController().signal };

test.skipIf(isMissing)(
  'a container is watched into the platform: incident, what it loaded, a response, a decision that goes back',
  { timeout: 180_000 },
  async () => {
    if (docker === undefined) throw new Error('nothing was prepared');
    const host = ['-H', `unix://${docker.address}`];
    const at = {
      get time(): number {
        return Date.now();
      },
      set time(_: number) {},
    };
    await using database = await openSqlite(':memory:');
    const platform = await testPlatform(database, at);
    const scope = testScope(at);
    const stateDirectory = join(directory, 'state');
    const root = join(import.meta.dirname, '..', '..');
    const environment = { DOCKER_HOST: `unix://${docker.address}`, HOME: directory };
    const sensor = {
      dataDirectory: join(root, 'data'),
      cacheDirectory: join(directory, 'cache'),
      buildDirectory: join(root, 'native', 'build'),
    };
    const shared = {
      sensor,
      stateDirectory,
      configDirectory: directory,
      version: '0',
      environment,
    };
    const ingest = new RuntimeIngest(platform, undefined, 'here');
    const live = startLiveWatch(
      {
        ...shared,
        node: 'here',
        deliver: deliverLocally(ingest, 'here'),
        rules: () =>
          Promise.resolve(
            chosenRules({ paths: [], builtIn: [{ name: 'test.yaml', text: rules }] }).rules,
          ),
        isWanted: (container) => container !== undefined,
        withHost: false,
        everyEvent: false,
        repeats: false,
        strictCalls: false,
        learn: false,
        drift: 'off',
        respond: 'off',
        playbooks: [],
        sinks: [],
        reportDirectory: join(directory, 'reports'),
      },
      scope,
    );
    onTestFinished(() => live[Symbol.asyncDispose]());
    await expect
      .poll(
        async () => (await database.first('SELECT sensor, reason FROM node'))?.['sensor'],
        patience,
      )
      .toBe('watching');

    const container = run(
      'docker',
      ...host,
      'run',
      '-d',
      '--net=none',
      '--name',
      'one',
      name,
      '/bin/sleep',
      '1000',
    ).trim();
    run('docker', ...host, 'exec', container, '/usr/bin/openssl', '-c', '/bin/sleep 3');

    // An incident, with the workload that it happened in.
    await expect
      .poll(
        async () => (await database.first('SELECT count(*) AS n FROM incident'))?.['n'],
        patience,
      )
      .toBe(1);
    const incidents = incidentOperations({
      ...platform,
      events: { held: () => Promise.resolve([]) },
      evidenceDirectory: join(stateDirectory, 'evidence'),
    });
    const list = await incidents.listIncidents(call, {
      params: undefined,
      body: undefined,
      query: { limit: 10, status: ['open'], severity: undefined },
    });
    const [incident] = list.items;
    expect(incident).toMatchObject({ node: 'here', workload: { name: 'one' }, status: 'open' });
    const id = incident?.id ?? '';

    // What it loaded, once the software of the image is known.
    await expect
      .poll(
        async () =>
          (await database.first("SELECT exposure FROM workload WHERE name = 'one'"))?.['exposure'],
        patience,
      )
      .toBe('isolated');
    const workload = await database.first("SELECT id, asset FROM workload WHERE name = 'one'");
    const asset = Number(workload?.['asset']);
    await database.transaction(async (tx) => {
      for (const [row, one] of [purl, idle].entries()) {
        await tx.run(
          'INSERT INTO component (id, purl, name, version, ecosystem) VALUES (?, ?, ?, ?, ?)',
          [row + 1, one, 'x', '1', 'deb'],
        );
        await tx.run('INSERT INTO occurrence (asset, component, path) VALUES (?, ?, ?)', [
          asset,
          row + 1,
          '/var/lib/dpkg/status',
        ]);
      }
    });
    await expect
      .poll(async () => {
        await database.transaction((tx) => refreshUsage(tx, asset, Date.now()));
        return await database.all('SELECT component, usage FROM occurrence ORDER BY component');
      }, patience)
      .toEqual([
        { component: 1, usage: 'loaded' },
        { component: 2, usage: 'unknown' },
      ]);
    await expect
      .poll(
        async () =>
          (
            await database.first(
              "SELECT count(*) AS n FROM used_file WHERE how = 'mmap' AND path LIKE '%libc.so%'",
            )
          )?.['n'],
        patience,
      )
      .toBe(1);
    const told = await database.all('SELECT purl FROM tellable ORDER BY purl');
    expect(told.map((row) => row['purl'])).toEqual([idle, purl]);
    // A day later, were it watched all the time, it would be known what was not loaded.
    const later = Date.now() + 90_000_000;
    await database.transaction(async (tx) => {
      await tx.run('UPDATE coverage SET until = ?', [later]);
      await refreshUsage(tx, asset, later);
    });
    expect(await database.first('SELECT usage FROM occurrence WHERE component = 2')).toEqual({
      usage: 'not-loaded',
    });

    // A person decides; the state directory of the machine and the command line know it.
    await incidents.changeIncident(call, {
      params: { id },
      query: undefined,
      body: {
        assignee: 'grace',
        version: undefined,
        status: undefined,
        verdict: undefined,
        reason: undefined,
      },
    });
    using store = openRuntimeStore(join(stateDirectory, 'runtime.sqlite'));
    await expect.poll(() => incidentNamed(store, id).assignee, patience).toBe('grace');
    await expect
      .poll(
        async () =>
          (await database.first('SELECT count(*) AS n FROM incident_event WHERE pending = 1'))?.[
            'n'
          ],
        patience,
      )
      .toBe(0);
    noteIncident(store, id, undefined, {
      author: 'bob',
      text: 'seen at the machine',
      time: Date.now(),
    });
    await expect
      .poll(
        async () =>
          (
            await incidents.readIncident(call, {
              params: { id },
              query: undefined,
              body: undefined,
            })
          ).timeline.map(({ text }) => text),
        patience,
      )
      .toContain('seen at the machine');

    // A response is planned, run and undone.
    const responses = new LocalResponses('here', shared, scope);
    const acts = responseOperations({ ...platform, responses });
    const none = { query: undefined, params: undefined };
    function wanted(kind: string) {
      const body = {
        kind,
        container,
        options: {},
        reason: 'look',
        incident: id,
        minutes: 5,
        pid: undefined,
      };
      return { ...none, body };
    }
    const taken = await acts.planAction(call, wanted('snapshot'));
    expect(taken).toMatchObject({ state: 'planned', impact: 'observe' });
    const bundle = { params: { id: taken.id }, query: undefined, body: undefined };
    expect(await acts.runAction(call, bundle)).toMatchObject({ state: 'done' });
    const shown = await incidents.readIncident(call, {
      params: { id },
      query: undefined,
      body: undefined,
    });
    expect(shown.evidence).toMatchObject([{ id: taken.id, signed: true }]);
    const file = await incidents.readEvidence(call, {
      params: { id, evidence: taken.id },
      query: undefined,
      body: undefined,
    });
    const parts: Uint8Array[] = [];
    for await (const part of file.bytes) parts.push(part);
    expect(Buffer.concat(parts)).toHaveLength(shown.evidence[0]?.sizeBytes ?? 0);

    const planned = await acts.planAction(call, wanted('freeze'));
    expect(planned).toMatchObject({ state: 'planned', impact: 'disrupt' });
    const one = { params: { id: planned.id }, query: undefined, body: undefined };
    expect(await acts.runAction(call, one)).toMatchObject({ state: 'awaiting-approval' });
    await expect(acts.approveAction(call, one)).rejects.toMatchObject({ code: 'access.forbidden' });
    const second = { ...call, caller: { ...anybody, id: 'u2', name: 'eve' } };
    expect(await acts.approveAction(second, one)).toMatchObject({ state: 'active' });
    expect(await acts.undoAction(call, one)).toMatchObject({ state: 'undone' });
    expect(platform.entries.map(({ action }) => action)).toContain('response.undo');
    const detail = await workloadOperations(platform).readWorkload(call, {
      params: { id: String(workload?.['id']) },
      query: undefined,
      body: undefined,
    });
    expect(detail.loaded.loaded).toBe(1);
  },
);
