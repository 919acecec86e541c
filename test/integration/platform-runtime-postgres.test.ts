import { afterAll, beforeAll, expect, test } from 'vitest';
import { RuntimeIngest } from '#app/platform/live/ingest.ts';
import { anybody, testPlatform, testScope } from '#app/platform/live/testing.ts';
import { incidentOperations } from '#app/platform/operations/incident.ts';
import { runtimeOperations } from '#app/platform/operations/runtime.ts';
import { workloadOperations } from '#app/platform/operations/workload.ts';
import type { Call } from '#contract/platform.ts';
import { listActions } from '#estate/runtime/action-query.ts';
import { containerWithin } from '#estate/runtime/container-query.ts';
import { formatCursor } from '#estate/runtime/cursor.ts';
import { listDetections } from '#estate/runtime/detection-query.ts';
import { forgetDetections } from '#estate/runtime/detections.ts';
import { listHosts } from '#estate/runtime/host-query.ts';
import { listIncidents } from '#estate/runtime/incident-query.ts';
import { listProfiles } from '#estate/runtime/profile-query.ts';
import { refreshUsage, unscannedOf, watchedAssets } from '#estate/runtime/usage.ts';
import { listWorkloads } from '#estate/runtime/workload-query.ts';
import { openDatabase } from '#sql/open-database.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';

const time = 1_800_000_000_000;
let server: PostgresServer | undefined;

beforeAll(async () => {
  if (hasPostgres) server = await startPostgres();
});
afterAll(() => server?.[Symbol.asyncDispose]());

const id = 'c'.repeat(64);
const image = { reference: 'r.local/team/web:1', id: `sha256:${'a'.repeat(64)}` };
const container = { id, engine: 'docker', name: 'web', image };
const detection = {
  id: 'D1',
  time: time - 1000.5,
  kind: 'rule',
  rule: 'R',
  priority: 'warning',
  severity: 'high',
  source: 'syscall',
  tags: ['a'],
  output: 'nul \0 and half \ud800',
  outputFields: {},
  because: [],
  container,
};
const incident = {
  id: 'I1',
  status: 'open',
  title: 't',
  severity: 'high',
  score: 41.5,
  scoreReasons: [],
  opened: time - 1000.25,
  updated: time - 500.75,
  container,
  processes: [],
  detections: [detection],
  detectionCount: 1,
  techniques: [],
  findings: [],
  timeline: [],
};
const lines = [
  {
    type: 'node',
    name: 'n1',
    cluster: 'k1',
    sensor: 'watching',
    lost: 0,
    containers: 1,
    running: [id],
  },
  { type: 'container', container, gone: false },
  {
    type: 'exposure',
    container: id,
    networks: ['bridge'],
    published: [{ address: '0.0.0.0', port: 80, target: 80, protocol: 'tcp' }],
  },
  { type: 'detection', detection },
  { type: 'incident', incident },
  {
    type: 'flow',
    container: id,
    direction: 'out',
    peer: '10.0.0.1',
    port: 443,
    protocol: 'tcp',
    count: 2,
    first: time - 10.5,
    last: time,
  },
  {
    type: 'usage',
    container: id,
    image: image.id,
    files: [{ path: '/usr/bin/app', how: 'exec', first: time - 9.5, last: time }],
    since: time - 10.5,
    complete: true,
    tellable: ['pkg:deb/debian/x@1'],
  },
];

test.for(['sqlite', 'postgres'])(
  'what a node tells is kept and shown on %s',
  { timeout: 120_000 },
  async (engine, { skip }) => {
    if (engine === 'postgres' && server === undefined) skip('PostgreSQL is not installed');
    const at = { time };
    await using database = await openDatabase(
      engine === 'postgres' ? ((await server?.create()) ?? '') : ':memory:',
      testScope(at),
    );
    const platform = await testPlatform(database, at);
    const ingest = new RuntimeIngest(platform, undefined, 'other');
    const text = lines.map((line) => JSON.stringify(line)).join('\n');

    const first = await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });
    const more = await ingest.take({ id: 'b2', node: 'n1', reach: 'all', text });
    const asset = Number((await watchedAssets(database))[0]);
    await database.transaction(async (tx) => {
      await tx.run(
        "INSERT INTO component (id, purl, name, version, ecosystem) VALUES (1, 'pkg:golang/app', 'app', '1', 'go')",
      );
      await tx.run('INSERT INTO occurrence (asset, component, path) VALUES (?, 1, ?)', [
        asset,
        '/usr/bin/app',
      ]);
      await refreshUsage(tx, asset, time);
    });

    expect(first.rejected).toEqual([]);
    expect(more.accepted).toBe(lines.length);
    expect(await database.first('SELECT usage FROM occurrence')).toEqual({ usage: 'loaded' });
    expect(await unscannedOf(database, [asset])).toEqual([]);
    expect(await containerWithin(database, [{ cluster: 'k1' }], 'web')).toMatchObject({
      node: 'n1',
    });
    const call: Call = {
      caller: anybody,
      reach: [{ cluster: 'k1' }],
      signal: new AbortController().signal,
    };
    const none = { params: undefined, body: undefined };
    const runtime = runtimeOperations({
      ...platform,
      events: {
        list: () => Promise.resolve({ items: [], damaged: [] }),
        hourly: () => Promise.resolve([]),
      },
      rules: () => [],
    });
    const incidents = incidentOperations({
      ...platform,
      events: { held: () => Promise.resolve([]) },
      evidenceDirectory: '/nowhere',
    });
    const places = workloadOperations(platform);
    const query = { severity: undefined, status: undefined, exposure: undefined, limit: 1, q: 'E' };
    expect(
      (await runtime.listDetections(call, { ...none, query: { ...query, q: 'half' } })).items,
    ).toHaveLength(1);
    expect((await runtime.countDetections(call, { ...none, query: { hours: 5 } })).hours).toEqual(
      [],
    );
    expect((await runtime.listProfiles(call, { ...none, query: { limit: 2 } })).items).toEqual([]);
    expect(
      (await incidents.listIncidents(call, { ...none, query: { ...query, q: 't' } })).items,
    ).toHaveLength(1);
    expect(
      (await places.listWorkloads(call, { ...none, query: { ...query, sort: 'name' } })).items,
    ).toMatchObject([{ exposure: 'internet' }]);
    const late = formatCursor({ key: time + 1, id: '~' });
    const early = formatCursor({ key: '', id: '0' });
    expect(
      await Promise.all([
        listDetections(database, 'all', { limit: 1, cursor: late }),
        listIncidents(database, 'all', { limit: 1, cursor: late }),
        listActions(database, 'all', { limit: 1, cursor: late }),
        listWorkloads(database, 'all', { limit: 1, sort: 'name', cursor: early }),
        listHosts(database, 'all', { limit: 1, cursor: early }),
        listProfiles(database, 'all', { limit: 1, cursor: early }),
      ]).then((pages) => pages.map(({ rows }) => rows.length)),
    ).toEqual([1, 1, 0, 1, 1, 0]);
    const one = { params: { id: '1' }, body: undefined };
    expect((await places.readWorkload(call, { ...one, query: undefined })).loaded).toMatchObject({
      loaded: 1,
    });
    expect(
      (await places.readWorkloadTimeline(call, { ...one, query: { limit: 50 } })).items,
    ).toHaveLength(5);
    expect(
      (await places.listHosts(call, { ...none, query: { limit: 5, q: 'N' } })).items,
    ).toHaveLength(1);
    const note = { params: { id: 'I1' }, query: undefined, body: { text: 'seen' } };
    expect((await incidents.noteIncident(call, note)).timeline).toMatchObject([{ text: 'seen' }]);
    expect((await listActions(database, call.reach, { limit: 5, active: true })).rows).toEqual([]);
    expect(await database.transaction((tx) => forgetDetections(tx, time + 1))).toBe(0);
  },
);
