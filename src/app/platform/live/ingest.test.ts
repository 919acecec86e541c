import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerToJson, detectionToJson } from '#incident/detection-json.ts';
import { formatIncident } from '#incident/json.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { readBatchLines } from './batch-lines.ts';
import { RuntimeIngest } from './ingest.ts';
import { testPlatform } from './testing.ts';

const digest = `sha256:${'a'.repeat(64)}` as const;
const manifest = `sha256:${'b'.repeat(64)}` as const;
const now = 1_800_000_000_000;

function web(parts: Partial<WorkloadContainer> = {}): WorkloadContainer {
  const id = 'c'.repeat(64);
  const image = { reference: 'registry.local/team/web:1', id: digest as never };
  return { id, shortId: id.slice(0, 12), engine: 'docker', name: 'web', image, ...parts };
}

function detection(id: string, parts: Partial<Detection> = {}): Detection {
  return {
    id,
    time: now - 1000,
    kind: 'rule',
    rule: 'A shell in a container',
    priority: 'warning',
    severity: 'medium',
    source: 'syscall',
    tags: ['container'],
    output: 'a shell',
    outputFields: {},
    because: [],
    container: web(),
    ...parts,
  };
}

function incident(parts: Partial<Incident> = {}): Incident {
  return {
    id: '01HZZZZZZZZZZZZZZZZZZZZZZZ',
    status: 'open',
    title: 'a shell ran',
    severity: 'high',
    score: 50,
    scoreReasons: [],
    opened: now - 5000,
    updated: now - 1000,
    container: web(),
    processes: [],
    detections: [detection('D1')],
    detectionCount: 1,
    techniques: ['T1059'],
    findings: [],
    timeline: [],
    ...parts,
  };
}

function lines(...values: readonly object[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n');
}

const containerLine = { type: 'container', container: containerToJson(web()), gone: false };

test('a container becomes a workload, an image that is scanned, and a place', async () => {
  await using database = await openSqlite(':memory:');
  const platform = await testPlatform(database);
  const ingest = new RuntimeIngest(platform);

  const answer = await ingest.take({
    id: 'b1',
    node: 'n1',
    reach: 'all',
    text: lines(containerLine),
  });

  expect(answer).toEqual({ accepted: 1, duplicate: false, rejected: [], decisions: [] });
  expect(
    await database.first('SELECT identity, kind, cluster, repository, running FROM workload'),
  ).toEqual({
    identity: 'n1//web',
    kind: 'Container',
    cluster: 'n1',
    repository: 'registry.local/team/web',
    running: 1,
  });
  expect(await database.first('SELECT identity, running, scan_state FROM asset')).toEqual({
    identity: `image:${digest}`,
    running: 1,
    scan_state: 'waiting',
  });
  expect(await database.first('SELECT kind FROM job')).toEqual({ kind: 'scan' });
});

test.for([
  [{ reference: 'nginx:1', id: digest }, 'docker.io/library/nginx', 'registry:nginx:1'],
  [
    { reference: 'nginx:1', repository: 'docker.io/library/nginx', id: digest, digest: manifest },
    'docker.io/library/nginx',
    `registry:docker.io/library/nginx@${manifest}`,
  ],
  [{ reference: '--config=/x', id: digest }, 'docker.io/--config=/x', 'registry:--config=/x'],
  [{ reference: digest, id: digest }, '', `registry:${digest}`],
] as const)(
  'an image of a node, %o, is called and pulled as its registry has it',
  async (given) => {
    const [image, repository, reference] = given;
    await using database = await openSqlite(':memory:');
    const ingest = new RuntimeIngest(await testPlatform(database));
    const container = containerToJson(web({ image: image as never }));
    const text = lines({ type: 'container', container, gone: false });

    await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });

    const row = await database.first(
      'SELECT w.repository, a.repository AS of_image, j.data FROM workload w, asset a, job j',
    );
    expect(JSON.parse(String(row?.['data']))).toMatchObject({ reference });
    expect(row).toMatchObject({ repository, of_image: repository });
  },
);

test('a batch counts once, and so do lines that come again in another', async () => {
  await using database = await openSqlite(':memory:');
  const ingest = new RuntimeIngest(await testPlatform(database));
  const text = lines({ type: 'detection', detection: detectionToJson(detection('D1')) });

  await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });
  const again = await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });
  await ingest.take({ id: 'b2', node: 'n1', reach: 'all', text });

  expect(again.duplicate).toBe(true);
  expect(await database.first('SELECT count(*) AS n FROM detection')).toEqual({ n: 1 });
  expect(await database.first('SELECT n FROM detection_hour')).toEqual({ n: 1 });
  expect(
    await database.first("SELECT count(*) AS n FROM change_log WHERE kind = 'detection'"),
  ).toEqual({ n: 1 });
});

test('bad lines are rejected with their number, the others are taken', async () => {
  await using database = await openSqlite(':memory:');
  const ingest = new RuntimeIngest(await testPlatform(database));
  const text = `{"type":"nonsense"}\nnot json\n${lines({ type: 'detection', detection: detectionToJson(detection('D1')) })}`;

  const answer = await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });

  expect(answer.accepted).toBe(1);
  expect(answer.rejected.map(({ line }) => line)).toEqual([1, 2]);
});

test('who may tell of one namespace cannot tell of another', async () => {
  await using database = await openSqlite(':memory:');
  const ingest = new RuntimeIngest(await testPlatform(database));
  const pod = { name: 'web-1', namespace: 'b', owner: 'Deployment/web' };
  const text = lines({ type: 'container', container: containerToJson(web({ pod })), gone: false });

  await ingest.take({ id: 'b1', node: 'n1', reach: [{ cluster: 'n1', namespace: 'a' }], text });

  expect(await database.first('SELECT count(*) AS n FROM workload')).toEqual({ n: 0 });
});

test('an incident is kept with its workload, and its detections know it', async () => {
  await using database = await openSqlite(':memory:');
  const ingest = new RuntimeIngest(await testPlatform(database));
  const text = lines(
    { type: 'detection', detection: detectionToJson(detection('D1')) },
    { type: 'incident', incident: JSON.parse(formatIncident(incident())) as object },
  );

  const answer = await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text });

  expect(answer.rejected).toEqual([]);
  expect(await database.first('SELECT status, detections, node FROM incident')).toEqual({
    status: 'open',
    detections: 1,
    node: 'n1',
  });
  expect(await database.first('SELECT incident FROM detection')).toEqual({
    incident: incident().id,
  });
  expect(await database.first('SELECT open_incidents FROM workload')).toEqual({
    open_incidents: 1,
  });
});

test('another node cannot write over an incident', async () => {
  await using database = await openSqlite(':memory:');
  const ingest = new RuntimeIngest(await testPlatform(database));
  function told(parts: Partial<Incident>): string {
    return lines({
      type: 'incident',
      incident: JSON.parse(formatIncident(incident(parts))) as object,
    });
  }
  await ingest.take({ id: 'b1', node: 'n1', reach: 'all', text: told({}) });

  await ingest.take({ id: 'b1', node: 'n2', reach: 'all', text: told({ title: 'nothing' }) });

  expect(await database.first('SELECT title FROM incident')).toEqual({ title: 'a shell ran' });
});

test('whatever bytes come, lines are taken or rejected', () => {
  const sample = lines(containerLine, {
    type: 'detection',
    detection: detectionToJson(detection('D1')),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.nat(sample.length).map((at) => sample.slice(at)),
      ),
      (text) => {
        const { accepted, refused, rejected } = readBatchLines(text);
        expect(rejected.length).toBeLessThanOrEqual(100);
        expect(accepted + refused).toBeLessThanOrEqual(text.split('\n').length);
      },
    ),
  );
});
