import { expect, test } from 'vitest';
import type { Call, Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import type { EventStore } from '#estate/event/event-store.ts';
import { readHeld } from '#estate/event/held.ts';
import { containerToJson, detectionToJson } from '#incident/detection-json.ts';
import { formatIncident } from '#incident/json.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { RuntimeIngest } from '../live/ingest.ts';
import { anybody, testPlatform } from '../live/testing.ts';
import { incidentOperations } from './incident.ts';
import { runtimeOperations } from './runtime.ts';
import { workloadOperations } from './workload.ts';

const now = 1_800_000_000_000;
const events: Pick<EventStore, 'list' | 'hourly'> = {
  list: () => Promise.resolve({ items: [], damaged: [] }),
  hourly: () => Promise.resolve([{ hour: now - 3_600_000, events: 7, bySeverity: {} }]),
};

function container(tenant: string): WorkloadContainer {
  const id = tenant.padEnd(64, '0');
  return {
    id,
    shortId: id.slice(0, 12),
    engine: 'containerd',
    image: { reference: `r.local/${tenant}/web:1` },
    pod: { name: 'web-1', namespace: tenant, owner: 'Deployment/web' },
  };
}

function detection(tenant: string, number: number): Detection {
  return {
    id: `D${tenant}${String(number).padStart(4, '0')}`,
    time: now - 1000 - number,
    kind: 'rule',
    rule: 'R1',
    priority: 'warning',
    severity: 'high',
    source: 'syscall',
    tags: [],
    output: `out ${number} 100% <b>`,
    outputFields: { 'proc.name': 'sh' },
    because: [{ label: 'why', text: 'x' }],
    container: container(tenant),
  };
}

function incident(tenant: string): Incident {
  return {
    id: `I${tenant}`,
    status: 'open',
    title: `incident of ${tenant}`,
    severity: 'high',
    score: 50,
    scoreReasons: [],
    opened: now - 5000,
    updated: now - 900,
    container: container(tenant),
    processes: [],
    detections: [detection(tenant, 0)],
    detectionCount: 1,
    techniques: [],
    findings: [],
    timeline: [],
  };
}

async function prepared(database: SqlDatabase) {
  const platform = await testPlatform(database);
  const ingest = new RuntimeIngest(platform, undefined, 'n1');
  function tell(id: string, ...values: readonly object[]) {
    const text = values.map((one) => JSON.stringify(one)).join('\n');
    return ingest.take({ id, node: 'n1', reach: 'all', text });
  }
  await tell('b0', {
    type: 'node',
    name: 'n1',
    cluster: 'k1',
    sensor: 'watching',
    lost: 0,
    containers: 2,
  });
  for (const tenant of ['aa', 'bb'])
    await tell(
      `b${tenant}`,
      { type: 'container', container: containerToJson(container(tenant)), gone: false },
      ...[0, 1, 2, 3, 4].map((number) => ({
        type: 'detection',
        detection: detectionToJson(detection(tenant, number)),
      })),
      { type: 'incident', incident: JSON.parse(formatIncident(incident(tenant))) as object },
    );
  const rules = [
    {
      name: 'R1',
      priority: 'warning',
      enabled: true,
      source: 'syscall',
      tags: [],
      description: 'd',
    },
  ] as const;
  return {
    platform,
    ingest,
    tell,
    operations: {
      ...runtimeOperations({ ...platform, events, rules: () => rules }),
      ...incidentOperations({
        ...platform,
        events: { held: (id) => readHeld(database, id) },
        evidenceDirectory: '/nowhere',
      }),
      ...workloadOperations(platform),
    },
  };
}

function callOf(reach: Reach): Call {
  return { caller: anybody, reach, signal: new AbortController().signal };
}
const everywhere = callOf('all');
const onlyA = callOf([{ cluster: 'k1', namespace: 'aa' }]);
const nothing = { params: undefined, body: undefined };
const detections = { severity: undefined, limit: 50 };

test('who may see one namespace sees nothing of another, in lists and by id', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);

  const found = await operations.listDetections(onlyA, { ...nothing, query: detections });
  const incidents = await operations.listIncidents(onlyA, {
    ...nothing,
    query: { status: undefined, severity: undefined, limit: 50 },
  });
  const workloads = await operations.listWorkloads(onlyA, {
    ...nothing,
    query: { exposure: undefined, sort: 'risk', limit: 50 },
  });

  expect(found.items).toHaveLength(5);
  expect(new Set(found.items.map(({ place }) => place.namespace))).toEqual(new Set(['aa']));
  expect(incidents.items.map(({ id }) => id)).toEqual(['Iaa']);
  expect(workloads.items.map(({ place }) => place.namespace)).toEqual(['aa']);
  const hidden = [
    operations.readDetection(onlyA, { ...nothing, params: { id: 'Dbb0000' }, query: undefined }),
    operations.readIncident(onlyA, { ...nothing, params: { id: 'Ibb' }, query: undefined }),
    operations.noteIncident(onlyA, {
      params: { id: 'Ibb' },
      query: undefined,
      body: { text: 'x' },
    }),
    operations.readWorkload(onlyA, { ...nothing, params: { id: '2' }, query: undefined }),
    operations.readWorkloadTimeline(onlyA, {
      ...nothing,
      params: { id: '2' },
      query: { limit: 10 },
    }),
  ];
  for (const one of hidden) await expect(one).rejects.toMatchObject({ code: 'input.not-found' });
});

test('detections are paged newest first without gaps, and a cursor of another kind is refused', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);

  const seen: string[] = [];
  for (let cursor: string | undefined, page = 0; page < 10; page += 1) {
    const found = await operations.listDetections(everywhere, {
      ...nothing,
      query: { ...detections, limit: 3, ...(cursor !== undefined && { cursor }) },
    });
    seen.push(...found.items.map(({ id }) => id));
    cursor = found.next;
    if (cursor === undefined) break;
  }

  expect(seen).toHaveLength(10);
  expect(new Set(seen).size).toBe(10);
  expect(seen[0]?.endsWith('0000')).toBe(true);
  await expect(
    operations.listDetections(everywhere, {
      ...nothing,
      query: { ...detections, cursor: 'bm9wZQ' },
    }),
  ).rejects.toMatchObject({ code: 'input.malformed' });
});

test('a search takes percent signs as they are', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);

  const all = await operations.listDetections(everywhere, {
    ...nothing,
    query: { ...detections, q: '100% <B>' },
  });
  const none = await operations.listDetections(everywhere, {
    ...nothing,
    query: { ...detections, q: 'o%t' },
  });

  expect([all.items.length, none.items.length]).toEqual([10, 0]);
});

test('counters by hour and rule are those of the detections', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);

  const hours = await operations.countDetections(onlyA, { ...nothing, query: { hours: 1 } });
  const rules = await operations.listRules(everywhere, { ...nothing, query: { limit: 10 } });

  expect(hours.hours.map(({ bySeverity }) => bySeverity)).toEqual([{ high: 5 }]);
  expect(rules.items).toMatchObject([{ name: 'R1', detections: 10, enabled: true }]);
});

test('a rule that was switched off stays off', async () => {
  await using database = await openSqlite(':memory:');
  const { operations, platform } = await prepared(database);

  const changed = await operations.changeRule(everywhere, {
    params: { name: 'R1' },
    query: undefined,
    body: { enabled: false },
  });

  expect(changed.enabled).toBe(false);
  expect(platform.entries.map(({ action, subject }) => [action, subject])).toEqual([
    ['rule.disable', 'R1'],
  ]);
});

test('a decision survives what the node tells meanwhile, and ends to be told when the node says it back', async () => {
  await using database = await openSqlite(':memory:');
  const { operations, tell, platform } = await prepared(database);
  const change = { status: 'dismissed', verdict: 'benign', reason: 'known', version: 1 } as const;
  const at = { params: { id: 'Iaa' }, query: undefined };

  const closed = await operations.changeIncident(everywhere, { ...at, body: { ...change } });
  const stale = operations.changeIncident(everywhere, {
    ...at,
    body: { assignee: 'x', version: 1 },
  });
  await expect(stale).rejects.toMatchObject({ code: 'state.conflict' });
  const grown = { ...incident('aa'), detectionCount: 9, updated: now - 500 };
  const answer = await tell('b7', {
    type: 'incident',
    incident: JSON.parse(formatIncident(grown)) as object,
  });
  const after = await operations.readIncident(everywhere, { ...nothing, ...at });
  const echo = {
    ...grown,
    status: after.status,
    verdict: 'benign',
    closed: now,
    timeline: after.timeline,
  };
  const last = await tell('b8', { type: 'incident', incident: echo });

  expect(closed).toMatchObject({ status: 'dismissed', verdict: 'benign' });
  expect(after).toMatchObject({ status: 'dismissed', detections: 9 });
  expect(answer.decisions).toMatchObject([{ kind: 'status', status: 'dismissed', author: 'ada' }]);
  expect(last.decisions).toEqual([]);
  expect(platform.entries).toHaveLength(1);
});

test('the timeline of a workload is one axis, page by page', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);

  const kinds: string[] = [];
  for (let cursor: string | undefined, page = 0; page < 10; page += 1) {
    const found = await operations.readWorkloadTimeline(everywhere, {
      ...nothing,
      params: { id: '1' },
      query: { limit: 3, ...(cursor !== undefined && { cursor }) },
    });
    kinds.push(...found.items.map(({ kind }) => kind));
    cursor = found.next;
    if (cursor === undefined) break;
  }

  expect(kinds.toSorted()).toEqual([
    'deploy',
    ...Array.from({ length: 5 }, () => 'detection'),
    'incident',
    'seen',
  ]);
});

test('a host that is silent for minutes is not called watched', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);
  const hosts = await operations.listHosts(everywhere, { ...nothing, query: { limit: 10 } });
  const onlyB = await operations.listHosts(callOf([{ cluster: 'k2' }]), {
    ...nothing,
    query: { limit: 10 },
  });

  expect(hosts.items).toMatchObject([{ name: 'n1', sensor: 'watching', cluster: 'k1' }]);
  expect(onlyB.items).toEqual([]);
});

test('events that were copied out for an incident are part of its evidence, within reach alone', async () => {
  await using database = await openSqlite(':memory:');
  const { operations } = await prepared(database);
  const incidents = { ...nothing, query: { status: undefined, severity: undefined, limit: 50 } };
  const [mine] = (await operations.listIncidents(onlyA, incidents)).items;
  const others = (await operations.listIncidents(everywhere, incidents)).items;
  const id = mine?.id ?? '';
  const theirs = others.find((one) => one.id !== id)?.id ?? '';
  await database.transaction((tx) =>
    tx.runMany(
      'INSERT INTO event_held (incident, id, ts, body) VALUES (?, ?, ?, ?)',
      [id, theirs].map((incident) => [incident, 'e1', now, '{"id":"e1","received":7}']),
    ),
  );

  const detail = await operations.readIncident(onlyA, {
    ...nothing,
    query: undefined,
    params: { id },
  });
  const params = { id, evidence: 'events' };
  const file = await operations.readEvidence(onlyA, { ...nothing, query: undefined, params });
  const stolen = operations.readEvidence(onlyA, {
    ...nothing,
    query: undefined,
    params: { ...params, id: theirs },
  });

  expect(detail.evidence).toMatchObject([{ id: 'events', time: 7, sizeBytes: 25 }]);
  expect(file).toMatchObject({ fileName: `events-${id}.ndjson` });
  await expect(stolen).rejects.toMatchObject({ code: 'input.not-found' });
});
