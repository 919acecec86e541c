import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWork } from '#app/platform/continuous/start-work.ts';
import { registryOperations } from '#app/platform/operations/registry.ts';
import { scanOperations } from '#app/platform/operations/scan.ts';
import type { Call } from '#contract/platform.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { osvRecord, writeBucket } from '../../src/advisory/testing.ts';
import { newDesk } from '../command-line.ts';
import {
  type Daemon,
  hasPrograms,
  isRoot,
  run,
  startDocker,
  startRegistry,
  temporary,
} from '../daemons.ts';
import { sampleFiles, writeFeeds } from '../sample-database.ts';
import { programFiles, sampleImage, writeDockerArchive, writeLayout } from '../sample-image.ts';
import { anybody, platformOn, until, workOptionsIn } from './testing/platform-work.ts';

const directory = temporary('work-scans');
const hasDocker = isRoot() && hasPrograms('dockerd', 'docker', 'ldd', 'runc');
const hasRegistry = hasPrograms('docker-registry', 'skopeo');
const call: Call = { caller: anybody, reach: 'all', signal: new AbortController().signal };
const desk = newDesk();
let docker: Daemon | undefined;

beforeAll(async () => {
  docker = hasDocker ? await startDocker() : undefined;
}, 60_000);
afterAll(async () => {
  await docker?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
  rmSync(desk.root, { recursive: true, force: true });
});

/** Brings newer advisories to a platform's directory, as another process would. */
async function update(name: string, place: string): Promise<void> {
  const feeds = join(desk.root, 'feeds');
  const cache = join(place, 'cache');
  const environment = { CAISSON_CONFIG_DIR: join(place, 'config') };
  const built = await desk.caisson(['db', 'build', '--from', feeds, '--out', join(place, name)], {
    environment,
  });
  expect(built).toMatchObject({ code: 0 });
  const words = ['db', 'update', join(place, name), '--allow-unsigned', '--cache-dir', cache];
  expect(await desk.caisson(words, { environment })).toMatchObject({ code: 0 });
}

async function newPlace(name: string) {
  const place = join(directory, name);
  mkdirSync(join(place, 'tmp'), { recursive: true });
  writeFeeds(join(desk.root, 'feeds'));
  await update('one', place);
  const database = await openSqlite(join(place, 'platform.sqlite'));
  const platform = await platformOn(database, join(place, 'tmp'));
  return { place, database, platform, options: workOptionsIn(place, platform) };
}

test.skipIf(!hasDocker)(
  'a container that starts is inventoried and its image scanned within seconds',
  async () => {
    const { platform, options, database } = await newPlace('docker');
    const sleep = programFiles('/bin/sleep', run('ldd', '/bin/sleep'));
    const [base = [], app = []] = sampleFiles;
    const archive = join(directory, 'image.tar');
    writeDockerArchive(sampleImage([[...base, ...sleep], app]), archive, 'shop:1.4');
    const host = ['-H', `unix://${docker?.address}`];
    run('docker', ...host, 'load', '-q', '-i', archive);
    const environment = {
      ...options.program.environment,
      DOCKER_HOST: `unix://${docker?.address}`,
    };
    const program = { ...options.program, environment };
    await using work = await startWork(
      platform,
      { ...options, program, discover: true },
      platform.scope,
    );
    await until(
      async () =>
        (await database.first(
          "SELECT 1 AS x FROM asset WHERE kind = 'image' AND scan_state = 'scanned'",
        )) !== undefined,
      'the image of the engine is scanned',
    );

    const started = performance.now();
    run(
      'docker',
      ...host,
      'run',
      '-d',
      '--user=0',
      '--network=none',
      '--name=web',
      'shop:1.4',
      '/bin/sleep',
      '600',
    );
    await until(
      async () =>
        (await database.first("SELECT 1 AS x FROM workload WHERE name = 'web' AND running = 1")) !==
        undefined,
      'the container is listed',
    );
    const seenMs = performance.now() - started;
    await until(
      async () =>
        (await database.first(
          "SELECT 1 AS x FROM asset WHERE name LIKE '%shop%' AND running = 1 AND scan_state = 'scanned'",
        )) !== undefined,
      'its image is tied to it',
    );
    run('docker', ...host, 'rm', '-f', 'web');
    await until(
      async () =>
        (await database.first("SELECT 1 AS x FROM workload WHERE name = 'web' AND running = 0")) !==
        undefined,
      'the container has gone',
    );
    const findings = await database.all(
      'SELECT p.rule FROM finding f JOIN problem p ON p.id = f.problem ORDER BY p.rule',
    );
    await work[Symbol.asyncDispose]();

    expect(seenMs).toBeLessThan(10_000);
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['CVE-2026-0001']));
    await database[Symbol.asyncDispose]();
  },
  120_000,
);

test.skipIf(!hasRegistry)(
  'a tag that is pushed is scanned; newer advisories then match what is stored, though the registry and the image are gone',
  async () => {
    const { platform, options, database, place } = await newPlace('registry');
    const registry = await startRegistry();
    const layout = join(directory, 'layout');
    writeLayout(sampleImage(sampleFiles), layout, 'shop:1.4', 'gzip');
    function push(tag: string): void {
      run(
        'skopeo',
        '--insecure-policy',
        'copy',
        '--dest-tls-verify=false',
        `oci:${layout}:shop:1.4`,
        `docker://${registry.address}/team/shop:${tag}`,
      );
    }
    push('1.4');
    const insecure = { ...options.registry, insecureHosts: [registry.address] };
    const environment = { ...options.program.environment, CAISSON_INSECURE: registry.address };
    const program = { ...options.program, environment };
    await using work = await startWork(
      platform,
      { ...options, program, registry: insecure },
      platform.scope,
    );

    const watched = await registryOperations(platform).addRegistry(call, {
      params: undefined,
      query: undefined,
      body: { name: `${registry.address}/team/shop`, tags: '1.*', everyMinutes: 1 },
    });
    expect(watched.images).toBe(0);
    await until(
      async () =>
        (await database.first("SELECT 1 AS x FROM asset WHERE scan_state = 'scanned'")) !==
        undefined,
      'the tag was scanned',
    );
    const before = await openRules();
    await registry[Symbol.asyncDispose]();
    rmSync(layout, { recursive: true });

    writeBucket(join(desk.root, 'feeds'), 'npm', [
      osvRecord('GHSA-gggg-hhhh-iiii', ['npm', 'right-pad'], [{ introduced: '0' }], {
        modified: '2026-11-21T00:00:00Z',
        aliases: ['CVE-2026-0009'],
      }),
    ]);
    await update('two', place);
    await until(async () => (await openRules()).includes('CVE-2026-0009'), 'it is matched again');
    await until(
      async () =>
        (await database.first("SELECT 1 AS x FROM job WHERE state IN ('waiting', 'running')")) ===
        undefined,
      'all is done',
    );
    const after = await openRules();
    const kinds = await database.all('SELECT kind, state FROM job ORDER BY id');
    await work[Symbol.asyncDispose]();

    expect(before).toEqual(
      expect.arrayContaining(['CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003']),
    );
    expect(after).not.toContain('CVE-2026-0001');
    expect(after).toEqual(expect.arrayContaining(['CVE-2026-0003', 'CVE-2026-0009']));
    expect(kinds.map(({ kind, state }) => `${String(kind)} ${String(state)}`)).toEqual([
      'scan done',
      'advisories@node-1 done',
      'rematch@node-1 done',
    ]);
    await database[Symbol.asyncDispose]();

    async function openRules(): Promise<readonly string[]> {
      const rows = await database.all(
        "SELECT p.rule FROM finding f JOIN problem p ON p.id = f.problem WHERE f.state = 'open' ORDER BY p.rule",
      );
      return rows.map(({ rule }) => String(rule));
    }
  },
  120_000,
);

test('a scan that takes too long, or finds nothing to read, fails visibly and leaves a gap', async () => {
  const { platform, options, database } = await newPlace('overrun');
  const archive = join(directory, 'small.tar');
  writeDockerArchive(sampleImage(sampleFiles), archive, 'shop:1.4');
  writeFileSync(join(directory, 'broken.tar'), 'no archive');
  const scan = { ...options.scan, timeMs: 50 };
  await using work = await startWork(platform, { ...options, scan }, platform.scope);
  const { jobs } = platform;
  const data = { target: 'image', name: 'slow', reference: archive };
  await database.transaction((tx) => jobs.add(tx, { kind: 'scan', subject: 'slow', data }));
  jobs.wake();

  await until(
    async () => (await database.first("SELECT 1 AS x FROM job WHERE state = 'done'")) !== undefined,
    'it is over',
  );
  await work[Symbol.asyncDispose]();

  const gaps = await platform.changes.after(0, 'all', 10);
  expect(gaps.map(({ kind, text }) => [kind, text])).toEqual([
    ['gap', 'slow could not be scanned: it took longer than 0 s'],
  ]);
  await database[Symbol.asyncDispose]();
}, 60_000);

test('nobody has files of this machine scanned through the API', async () => {
  const { platform, database } = await newPlace('paths');
  const operations = scanOperations(platform);
  const refused = ['/etc/passwd', 'dir:/', 'host:', '--db', 'a b', './x.tar', 'docker:/etc', ''];
  const images = ['pid:1', 'git:x', 'registry:container:1'];

  for (const reference of refused)
    await expect(
      operations.addScan(call, { params: undefined, query: undefined, body: { reference } }),
    ).rejects.toMatchObject({ code: 'usage.invalid-argument' });
  for (const reference of images)
    await operations.addScan(call, { params: undefined, query: undefined, body: { reference } });

  const rows = await database.all('SELECT data FROM job ORDER BY id');
  expect(rows).toHaveLength(images.length);
  for (const { data } of rows) expect(String(data)).toContain('"reference":"registry:');
  await database[Symbol.asyncDispose]();
});
