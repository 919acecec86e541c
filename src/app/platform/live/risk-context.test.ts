import { expect, onTestFinished, test } from 'vitest';
import type { SqlDatabase } from '#contract/sql.ts';
import { containerToJson } from '#incident/detection-json.ts';
import { formatIncident } from '#incident/json.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Incident } from '#model/detection.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { importReport } from '../import/import-report.ts';
import { reportOf } from '../testing-report.ts';
import { RuntimeIngest } from './ingest.ts';
import { testPlatform } from './testing.ts';
import { workOnUsage } from './usage-work.ts';

const now = 1_800_000_000_000;
const digest = `sha256:${sha256Hex('shop')}` as const;
const flaw = {
  id: 'CVE-2026-1',
  name: 'libfoo',
  version: '1.0',
  score: 8.1,
  vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H',
};

function container(parts: Partial<WorkloadContainer> = {}): WorkloadContainer {
  const id = 'c'.repeat(64);
  const image = { reference: 'registry.example/team/shop:1.0', id: digest as never };
  return { id, shortId: id.slice(0, 12), engine: 'docker', name: 'web', image, ...parts };
}

function told(parts: Partial<WorkloadContainer> = {}, gone = false) {
  return { type: 'container', container: containerToJson(container(parts)), gone };
}

function published(address: string) {
  const port = { address, port: 80, target: 80, protocol: 'tcp' };
  return { type: 'exposure', container: container().id, published: [port], networks: ['bridge'] };
}

function incident(parts: Partial<Incident> = {}) {
  const made: Incident = {
    id: '01HZZZZZZZZZZZZZZZZZZZZZZZ',
    status: 'open',
    title: 'a shell from libfoo',
    severity: 'high',
    score: 80,
    scoreReasons: [],
    opened: now - 5000,
    updated: now - 1000,
    container: container(),
    processes: [],
    detections: [],
    detectionCount: 1,
    techniques: [],
    timeline: [],
    findings: [
      {
        rule: 'CVE-2026-1',
        severity: 'high',
        title: 'libfoo',
        why: 'the process runs from libfoo',
        running: true,
      },
    ],
    ...parts,
  };
  return { type: 'incident', incident: JSON.parse(formatIncident(made)) as object };
}

async function opened() {
  const database = await openSqlite(':memory:');
  onTestFinished(() => database[Symbol.asyncDispose]());
  const platform = await testPlatform(database);
  await importReport(database, platform.changes, reportOf([flaw]), { now });
  const ingest = new RuntimeIngest(platform);
  let batches = 0;
  async function tell(...lines: readonly object[]): Promise<Standing> {
    batches += 1;
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const { rejected } = await ingest.take({ id: `b${batches}`, node: 'n1', reach: 'all', text });
    expect(rejected).toEqual([]);
    await using _ = workOnUsage(platform);
    await expect
      .poll(
        async () =>
          (
            await database.first(
              "SELECT count(*) AS n FROM job WHERE kind = 'usage' AND state IN ('waiting', 'running')",
            )
          )?.['n'],
      )
      .toBe(0);
    return await standing(database);
  }
  return { database, tell };
}

interface Standing {
  readonly tier: string;
  readonly score: number;
  readonly exposure: string;
  readonly words: string;
}

async function standing(database: SqlDatabase): Promise<Standing> {
  const row = await database.first(
    'SELECT f.tier, f.score, f.exposure, s.words FROM finding f JOIN sentence s ON s.id = f.sentence',
  );
  const { tier, score, exposure, words } = row ?? {};
  return {
    tier: String(tier),
    score: Number(score),
    exposure: String(exposure),
    words: String(words),
  };
}

test('what runs, how it is reached and what it may do reach tier, score and sentence, and leave them again', async () => {
  const { database, tell } = await opened();
  const before = await standing(database);

  const runs = await tell(told());
  const inside = await tell(published('127.0.0.1'));
  const outside = await tell(published('0.0.0.0'));
  const powerful = await tell(told({ privileged: true }));
  const gone = await tell(told({}, true));

  expect(before.words).toContain('reachable from inside the cluster (assumed)');
  expect(runs.words).toContain('reachable from the internet (assumed)');
  expect(inside).toMatchObject({ exposure: 'cluster' });
  expect(outside).toMatchObject({ exposure: 'internet' });
  expect(outside.score).toBeGreaterThan(inside.score);
  expect(powerful.words).toContain('and from there the node');
  expect(powerful.score).toBeGreaterThan(outside.score);
  expect(gone.words).not.toContain('reachable from the internet');
});

test('a socket of an engine gives the node as much as a privileged container does', async () => {
  const { tell } = await opened();
  const source = '/var/run/docker.sock';
  const mount = { source, destination: source, mode: '', readWrite: true, propagation: '' };

  const after = await tell(told({ mounts: [mount] }));

  expect(after.words).toContain('and from there the node');
});

test('a vulnerability that was seen being used is active there, until people say that it was not', async () => {
  const { tell } = await opened();
  const before = await tell(told(), published('0.0.0.0'));

  const seen = await tell(incident());
  const dismissed = await tell(
    incident({ status: 'dismissed', verdict: 'false', updated: now, detectionCount: 2 }),
  );

  expect(before.tier).not.toBe('P0');
  expect(seen.tier).toBe('P0');
  expect(seen.words).toContain('seen here on 2027-01-15: a shell from libfoo');
  expect(dismissed).toEqual(before);
});

test('an incident that no component is tied to, or a slight one, raises nothing', async () => {
  const { tell } = await opened();
  const before = await tell(told(), published('0.0.0.0'));

  const untied = await tell(incident({ findings: [] }));
  const slight = await tell(incident({ severity: 'low', detectionCount: 2 }));

  expect([untied, slight]).toEqual([before, before]);
});
