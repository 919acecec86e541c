import { expect, test } from 'vitest';
import type { Call } from '#contract/platform.ts';
import { containerToJson } from '#incident/detection-json.ts';
import { formatIncident } from '#incident/json.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Incident } from '#model/detection.ts';
import { parseDigest } from '#model/digest.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { importReport } from '../import/import-report.ts';
import { RuntimeIngest } from '../live/ingest.ts';
import { anybody, testPlatform } from '../live/testing.ts';
import { reportOf, type SampleFinding } from '../testing-report.ts';
import { workloadOperations } from './workload.ts';

const now = 1_800_000_000_000;
const call: Call = { caller: anybody, reach: 'all', signal: new AbortController().signal };
const light: SampleFinding = { id: 'CVE-2026-0002', name: 'libbar', score: 3 };
const heavy: SampleFinding = { id: 'CVE-2026-0001', name: 'libfoo', score: 9.8, fixed: '2.0' };
const names = ['calm', 'light', 'heavy', 'attacked'];

test('workloads come by open incidents, then by what is open in their image, whatever came first', async () => {
  await using database = await openSqlite(':memory:');
  const platform = await testPlatform(database);
  const ingest = new RuntimeIngest(platform, undefined, 'n1');
  const { listWorkloads } = workloadOperations(platform);
  async function tell(id: string, values: readonly object[]) {
    const text = values.map((one) => JSON.stringify(one)).join('\n');
    await ingest.take({ id, node: 'n1', reach: 'all', text });
  }
  async function scan(image: string, samples: readonly SampleFinding[]) {
    await importReport(database, platform.changes, reportOf(samples, { image }), { now });
  }
  async function inOrder() {
    const query = { exposure: undefined, sort: 'risk', limit: 2 } as const;
    const first = await listWorkloads(call, { params: undefined, body: undefined, query });
    const next = { ...query, cursor: first.next };
    const rest = await listWorkloads(call, { params: undefined, body: undefined, query: next });
    return [...first.items, ...rest.items].map(({ name }) => name);
  }
  await scan('heavy', [heavy]);
  const containers = names.map((name) => ({
    type: 'container',
    container: containerToJson(containerOf(name)),
    gone: false,
  }));
  await tell('b1', containers);
  await scan('light', [light]);
  const before = await inOrder();

  await tell('b2', [{ type: 'incident', incident: asJson(incidentOf('attacked', 'open')) }]);
  const attacked = await inOrder();
  await tell('b3', [{ type: 'incident', incident: asJson(incidentOf('attacked', 'resolved')) }]);
  await scan('heavy', []);
  await scan('light', [heavy, light]);

  expect(before).toEqual(['heavy', 'light', 'calm', 'attacked']);
  expect(attacked).toEqual(['attacked', 'heavy', 'light', 'calm']);
  expect(await inOrder()).toEqual(['light', 'calm', 'heavy', 'attacked']);
});

test('a container on the network of the host says why it can be reached', async () => {
  await using database = await openSqlite(':memory:');
  const platform = await testPlatform(database);
  const ingest = new RuntimeIngest(platform, undefined, 'n1');
  const { readWorkload } = workloadOperations(platform);
  const container = containerToJson({ ...containerOf('calm'), hostNetwork: true });
  const text = JSON.stringify({ type: 'container', container, gone: false });
  await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });

  const input = { params: { id: '1' }, query: undefined, body: undefined };
  const { exposureReasons, privileges } = await readWorkload(call, input);

  expect(privileges).toContain('network of the host');
  expect(exposureReasons).toEqual([
    'it uses the network of the host: what it opens, other machines reach',
  ]);
});

function containerOf(name: string): WorkloadContainer {
  const id = sha256Hex(`container ${name}`);
  return {
    id,
    shortId: id.slice(0, 12),
    name,
    engine: 'docker',
    image: { reference: `r.local/${name}:1`, id: parseDigest(`sha256:${sha256Hex(name)}`) },
  };
}

function incidentOf(name: string, status: Incident['status']): Incident {
  return {
    id: `I${name}`,
    status,
    title: `incident of ${name}`,
    severity: 'high',
    score: 50,
    scoreReasons: [],
    opened: now - 5000,
    updated: now - 900,
    container: containerOf(name),
    processes: [],
    detections: [],
    detectionCount: 0,
    techniques: [],
    findings: [],
    timeline: [],
  };
}

function asJson(incident: Incident): unknown {
  return JSON.parse(formatIncident(incident));
}
