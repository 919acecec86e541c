import { testScope } from '#advisory/testing.ts';
import type { Call, Caller, Platform, Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlValue, SqlWriter } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { packTraits, type Traits } from '#estate/finding/traits.ts';
import { createJobQueue } from '#estate/job/queue.ts';
import { reportMigration } from '#estate/report/migration.ts';
import { migrate } from '#sql/migrate.ts';
import { platformMigrations } from './migrations.ts';

/** The moment of the made estate. */
export const estateNow = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;

/** Two tenants in one cluster: `shop` (exposed, exploitable, privileged behind it) and `pay`. For tests, benches and demonstrations. */
export async function madeEstate(database: SqlDatabase): Promise<Platform> {
  await migrate(database, [
    ...platformMigrations.filter(({ number }) => number !== reportMigration.number),
    reportMigration,
  ]);
  await database.transaction(async (tx) => {
    await fillTenant(tx, { at: 1, namespace: 'shop', hostile: '=cmd|<script>alert(1)</script>' });
    await fillTenant(tx, { at: 11, namespace: 'pay', hostile: 'pay-name' });
  });
  return {
    database,
    changes: createChangeLog(database, () => new Date(estateNow)),
    jobs: createJobQueue(database, () => new Date(estateNow)),
    audit: { append: () => Promise.resolve() },
    scope: { ...testScope(), clock: () => new Date(estateNow) },
  };
}

/** Somebody who may do everything within a reach. */
export function callerWith(reach: Reach, name = 'ann'): Caller {
  return { kind: 'user', id: name, name, reachOf: () => reach };
}

/** A call of theirs. */
export function callWith(reach: Reach, name?: string): Call {
  return { caller: callerWith(reach, name), reach, signal: new AbortController().signal };
}

interface Tenant {
  readonly at: number;
  readonly namespace: string;
  readonly hostile: string;
}

async function fillTenant(tx: SqlWriter, tenant: Tenant): Promise<void> {
  const { at, namespace, hostile } = tenant;
  const seen = { first_seen: estateNow - 30 * day, last_seen: estateNow };
  const repository = `registry.example/${namespace}`;
  const image = { kind: 'image', repository, running: 1, ...seen };
  await insert(tx, 'asset', {
    ...image,
    id: at,
    identity: `image:${at}`,
    name: `${repository}/${hostile}`,
    digest: `sha256:${at}`,
    scan_state: 'scanned',
    scanned_at: estateNow - day,
    exposure: 'internet',
    p0: 1,
    p1: 1,
  });
  const fresh = { id: at + 1, identity: `image:${at + 1}`, name: `${repository}/new` };
  await insert(tx, 'asset', { ...image, ...fresh });
  const name = `${namespace}-node`;
  const host = { id: at + 2, kind: 'host', identity: `host:${name}`, name, cluster: 'prod' };
  await insert(tx, 'asset', { ...host, ...seen });
  for (const asset of [at, at + 1, at + 2])
    await insert(tx, 'asset_place', {
      asset,
      cluster: 'prod',
      namespace,
      repository: asset === at + 2 ? '' : repository,
    });
  const sensor = { cluster: 'prod', sensor: 'degraded', reason: 'no BTF', lost: 7 };
  await insert(tx, 'node', { id: at, name, asset: at + 2, ...sensor, ...seen });
  await fillFindings(tx, tenant);
  await fillRuntime(tx, tenant);
}

async function fillFindings(tx: SqlWriter, tenant: Tenant): Promise<void> {
  const { at, namespace } = tenant;
  const name = `openssl-${namespace}`;
  const version = '3.0.1';
  const purl = `pkg:deb/debian/${name}@${version}`;
  await insert(tx, 'component', { id: at, purl, name, version, ecosystem: 'deb' });
  const path = '/usr/lib/libssl.so';
  await insert(tx, 'occurrence', { asset: at, component: at, path, usage: 'loaded' });
  const calm = { breached: 'false', exploited: 'false' };
  await fillFinding(tx, tenant, {
    id: at,
    kind: 'vulnerability',
    tier: 'P0',
    rule: `CVE-2026-${1000 + at}`,
  });
  await fillFinding(tx, tenant, {
    id: at + 1,
    kind: 'secret',
    tier: 'P1',
    rule: `aws-key-${namespace}`,
    ...calm,
  });
  await fillFinding(tx, tenant, {
    id: at + 2,
    kind: 'misconfiguration',
    tier: 'P3',
    rule: 'CSN-IMG-0001',
    state: 'excepted',
    ...calm,
  });
  const today = Math.floor(estateNow / day) * day;
  await insert(tx, 'asset_day', {
    day: today - 3 * day,
    asset: at,
    opened: 2,
    urgent: 2,
    fixed: 1,
  });
}

async function fillFinding(
  tx: SqlWriter,
  { at, hostile }: Tenant,
  given: Partial<Traits> & {
    readonly id: number;
    readonly kind: string;
    readonly tier: string;
    readonly rule: string;
  },
): Promise<void> {
  const { id, rule, ...own } = given;
  const shown = { severity: 'critical', state: 'open', usage: 'loaded', exposure: 'internet' };
  const flags = { fixable: 'true', exploited: 'true', running: 'true', breached: 'true' };
  const traits: Traits = { ...shown, ...flags, assetKind: 'image', ...own };
  const { kind, tier, severity, state, usage, exposure } = traits;
  const exploited = traits.exploited === 'true' ? 1 : 0;
  const identity = `${kind} ${rule}`;
  const known = await tx.first('SELECT id FROM vulnerability WHERE identity = ?', [identity]);
  if (known === undefined)
    await insert(tx, 'vulnerability', { id, identity, kind, rule, folded: rule.toLowerCase() });
  const fault = { identity: `${id}`, kind, rule, title: `fault ${hostile}`, severity };
  const facts = { component: at, fixed_version: '3.0.2', exploited, epss: 0.9 };
  await insert(tx, 'problem', { id, ...fault, ...facts });
  const seen = { first_seen: estateNow - 3 * day, last_seen: estateNow };
  const packed = packTraits(traits);
  await insert(tx, 'finding', {
    id,
    fingerprint: `f${id}`,
    problem: id,
    asset: at,
    kind,
    severity,
    tier,
    state,
    usage,
    exposure,
    exploited,
    ...seen,
    score: 90,
    risk_order: id,
    fixable: 1,
    breached: traits.breached === 'true' ? 1 : 0,
    traits: packed,
    vulnerability: Number(known?.['id'] ?? id),
  });
  await tx.run(
    'INSERT INTO finding_tally (traits, shard, n) VALUES (?, 0, 1) ON CONFLICT (traits, shard) DO UPDATE SET n = finding_tally.n + 1',
    [packed],
  );
}

async function fillRuntime(tx: SqlWriter, { at, namespace, hostile }: Tenant): Promise<void> {
  const seen = { first_seen: estateNow, last_seen: estateNow };
  const node = `${namespace}-node`;
  const workloads = [
    { id: at, name: `web-${hostile}`, exposure: 'internet', privileged: 0, watched: 1 },
    { id: at + 1, name: 'agent', exposure: 'isolated', privileged: 1, watched: 0 },
  ];
  for (const [index, one] of workloads.entries()) {
    const identity = `prod/${namespace}/Deployment/${one.name}`;
    const place = { cluster: 'prod', namespace, asset: at, replicas: 1, running: 1 };
    await insert(tx, 'workload', { ...one, identity, kind: 'Deployment', ...place, ...seen });
    const facts = JSON.stringify({
      addresses: [`10.0.${at}.${index + 1}`],
      privileges: one.privileged === 1 ? ['privileged'] : [],
    });
    const container = { id: `c${one.id}`, workload: one.id, asset: at, node, name: one.name };
    await insert(tx, 'container', { ...container, ...seen, facts });
  }
  await tx.runMany('INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
    [at, 'out', `10.0.${at}.2`, 8080, 'tcp', 5, estateNow - 1000, estateNow],
    [at + 1, 'in', `10.0.${at}.1`, 8080, 'tcp', 4, estateNow - 1000, estateNow],
    [at, 'out', '93.184.216.34', 443, 'tcp', 2, estateNow - 1000, estateNow],
    [at, 'out', '10.9.9.9', 5432, 'tcp', 1, estateNow - 1000, estateNow],
  ]);
  const about = { title: `shell in ${hostile}`, status: 'open', severity: 'high', score: 80 };
  const place = { node, cluster: 'prod', namespace, repository: '', workload: at };
  const times = { opened: estateNow - 9 * day, updated: estateNow };
  const id = `incident-${namespace}`;
  await insert(tx, 'incident', { id, ...about, ...place, ...times, detections: 3, body: '{}' });
}

async function insert(
  tx: SqlWriter,
  table: string,
  row: Readonly<Record<string, SqlValue>>,
): Promise<void> {
  const columns = Object.keys(row);
  const marks = columns.map(() => '?').join(', ');
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`;
  await tx.run(sql, Object.values(row));
}
