import type { SqlDatabase, SqlValue } from '#contract/sql.ts';
import { dueAt, startClock } from '#estate/finding/clock.ts';
import { labelOf } from '#estate/finding/label.ts';

import { riskOrderOf } from '#estate/finding/staged.ts';
import { assetOrder } from '#estate/finding/tally.ts';
import { isOpen, packTraits } from '#estate/finding/traits.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Tier } from '#model/risk.ts';
import type { Severity } from '#model/severity.ts';

/** How large a made estate is. */
export const estateSizes = {
  S: { images: 20, findings: 200, rules: 60, clusters: 1 },
  M: { images: 1500, findings: 50_000, rules: 3000, clusters: 4 },
  L: { images: 50_000, findings: 2_000_000, rules: 25_000, clusters: 20 },
} as const;
export type EstateSize = keyof typeof estateSizes;

const day = 86_400_000;
const severities = ['critical', 'high', 'medium', 'low', 'negligible'] as const;
const hostile = [
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("http://evil.example","x")',
  '\u202Egnp.exe',
  '\u001b[31mred',
  "'; DROP TABLE finding; --",
  '__proto__',
];

/**
 * Fills a migrated, empty database with images, places, workloads, components and findings as they are found: few faults are
 * everywhere, most are rare; most findings are not urgent. The same seed gives the same estate. Some names are hostile.
 */
export async function seedEstate(
  database: SqlDatabase,
  size: EstateSize,
  { now = Date.parse('2026-11-20T12:00:00Z'), seed = 1 } = {},
): Promise<void> {
  const wanted = estateSizes[size];
  const random = randomOf(seed);
  const faults = await seedFaults(database, wanted.rules, random, now);
  const counters: Counters = { traits: new Map(), faults: new Map(), remedies: new Map() };
  const perImage = wanted.findings / wanted.images;
  let [finding, left] = [0, wanted.findings];
  for (let first = 1; first <= wanted.images; first += 500) {
    const batch: Batch = { assets: [], places: [], workloads: [], findings: [], occurrences: [] };
    for (let id = first; id < first + 500 && id <= wanted.images; id += 1) {
      const isLast = id === wanted.images;
      const share = Math.max(1, Math.round(perImage * (0.2 + 1.6 * random())));
      const count = isLast ? left : Math.min(share, left - (wanted.images - id));
      left -= count;
      finding = addImage({
        id,
        count,
        finding,
        faults,
        random,
        now,
        clusters: wanted.clusters,
        batch,
        counters,
      });
    }
    await writeBatch(database, batch);
  }
  await database.transaction((tx) =>
    tx.run(
      'UPDATE workload SET risk_order = coalesce((SELECT a.risk_order FROM asset a WHERE a.id = workload.asset), 0)',
    ),
  );
  await writeCounters(database, counters);
}

interface Fault {
  readonly rule: string;
  readonly severity: Severity;
  readonly exploited: boolean;
  readonly fixable: boolean;
  readonly kind: string;
  readonly name: string;
}
interface Counters {
  readonly traits: Map<string, number>;
  readonly faults: Map<string, number>;
  readonly remedies: Map<string, number>;
}
type Rows = (readonly SqlValue[])[];
interface Batch {
  readonly assets: Rows;
  readonly places: Rows;
  readonly workloads: Rows;
  readonly findings: Rows;
  readonly occurrences: Rows;
}

async function seedFaults(
  database: SqlDatabase,
  count: number,
  random: () => number,
  now: number,
): Promise<readonly Fault[]> {
  // oxlint-disable-next-line complexity -- made-up data: every choice is a draw
  const faults = Array.from({ length: count }, (_, at): Fault => {
    const kind = at % 40 === 7 ? 'misconfiguration' : at % 90 === 8 ? 'secret' : 'vulnerability';
    const rank = random();
    const severity =
      severities[rank < 0.05 ? 0 : rank < 0.25 ? 1 : rank < 0.6 ? 2 : rank < 0.85 ? 3 : 4] ?? 'low';
    const name =
      at % 997 === 5
        ? (hostile[at % hostile.length] ?? 'x')
        : `lib${['ssl', 'xml', 'png', 'curl', 'zlib', 'glib'][at % 6]}-${Math.floor(at / 9)}`;
    return {
      kind,
      severity,
      name,
      rule: kind === 'vulnerability' ? `CVE-${2016 + (at % 11)}-${10_000 + at}` : `CSN-X-${at}`,
      exploited: random() < 0.004,
      fixable: random() < 0.6,
    };
  });
  await database.transaction(async (tx) => {
    await tx.runMany(
      'INSERT INTO component (id, purl, name, version, ecosystem, license) VALUES (?, ?, ?, ?, ?, ?)',
      faults.map(({ name }, at) => [
        at + 1,
        `pkg:deb/debian/${encodeURIComponent(name)}@1.${at}`,
        name,
        `1.${at}`,
        'debian',
        'MIT',
      ]),
    );
    await tx.runMany(
      'INSERT INTO vulnerability (id, identity, kind, rule, folded) VALUES (?, ?, ?, ?, ?)',
      faults.map(({ kind, rule }, at) => [
        at + 1,
        `${kind}:${rule}`,
        kind,
        rule,
        rule.toLowerCase(),
      ]),
    );
    await tx.runMany(
      `INSERT INTO problem (id, identity, kind, rule, title, severity, component, fixed_version, exploited, ransomware, epss, cvss, published, facts)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      faults.map((one, at) => [
        at + 1,
        sha256Hex(`problem ${at}`),
        one.kind,
        one.rule,
        `a fault in ${one.name}`,
        one.severity,
        at + 1,
        one.fixable ? '2.0' : '',
        Number(one.exploited),
        0,
        Math.round(random() ** 6 * 1000) / 1000,
        [9.8, 7.8, 5.5, 3.1, 0.5][severities.indexOf(one.severity as 'low')] ?? 5,
        new Date(now - Math.floor(random() * 2000) * day).toISOString().slice(0, 10),
        '{"aliases":[]}',
      ]),
    );
    await tx.runMany(
      'INSERT INTO sentence (id, digest, words) VALUES (?, ?, ?)',
      faults.map(({ name, rule }, at) => [
        at + 1,
        sha256Hex(`sentence ${at}`),
        `${name} counts as loaded (not observed); ${rule}; fixed in 2.0.`,
      ]),
    );
    await tx.runMany(
      'INSERT INTO remedy (id, digest, kind, title, commands, effort) VALUES (?, ?, ?, ?, ?, ?)',
      Array.from({ length: 300 }, (_, at) => [
        at + 1,
        sha256Hex(`remedy ${at}`),
        at % 2 === 0 ? 'rebase' : 'bump',
        at % 2 === 0 ? `debian:12.${at}` : `bump express to 4.${at}`,
        '[]',
        1 + (at % 3),
      ]),
    );
  });
  return faults;
}

// oxlint-disable-next-line complexity -- made-up data: every choice is a draw
function addImage({
  id,
  count,
  finding,
  faults,
  random,
  now,
  clusters,
  batch,
  counters,
}: {
  readonly id: number;
  readonly count: number;
  readonly finding: number;
  readonly faults: readonly Fault[];
  readonly random: () => number;
  readonly now: number;
  readonly clusters: number;
  readonly batch: Batch;
  readonly counters: Counters;
}): number {
  const isRunning = random() < 0.3;
  const exposure = isRunning
    ? random() < 0.15
      ? 'internet'
      : random() < 0.8
        ? 'cluster'
        : 'unknown'
    : 'unknown';
  const repository = `registry.example/team-${id % 40}/app-${id % 4000}`;
  const name =
    id % 1009 === 3 ? `${repository}:${hostile[id % hostile.length]}` : `${repository}:1.${id}`;
  const tierCounts = [0, 0, 0, 0, 0];
  let [fixable, exploitedCount, number] = [0, 0, finding];
  const chosen = new Set<number>();
  const marks = new Set<string>();
  while (chosen.size < count)
    chosen.add(Math.min(faults.length - 1, Math.floor(faults.length * random() ** 3)));
  for (const at of chosen) {
    const fault = faults[at];
    if (fault === undefined) continue;
    number += 1;
    const usage = isRunning
      ? random() < 0.2
        ? 'loaded'
        : random() < 0.5
          ? 'not-loaded'
          : 'unknown'
      : 'unknown';
    const tier = tierFor(fault, usage, exposure);
    const state =
      random() < 0.12
        ? 'fixed'
        : random() < 0.05
          ? 'acknowledged'
          : random() < 0.04
            ? 'excepted'
            : 'open';
    const score = Math.round(random() * 1000) / 10;
    const firstSeen = now - Math.floor(random() * 200 * day);
    const due = dueAt(startClock({}, tier, firstSeen), tier);
    const isDue = isOpen({ state }) && due !== undefined;
    const breached = isDue && due < now;
    const remedy = fault.fixable && state !== 'fixed' ? 1 + ((at + id) % 300) : 0;
    const traits = packTraits({
      kind: fault.kind,
      tier,
      severity: fault.severity,
      state,
      usage,
      exposure,
      assetKind: 'image',
      fixable: `${fault.fixable}`,
      exploited: `${fault.exploited}`,
      running: `${isRunning}`,
      breached: `${breached}`,
    });
    count1(counters.traits, `${traits} ${id % 16}`);
    count1(counters.faults, `${at + 1} ${traits}`);
    count1(counters.remedies, `${remedy} ${traits}`);
    if (isOpen({ state })) {
      for (const mark of isRunning ? [-1, -2] : [-1])
        marks.add(`f${at + 1} ${mark}`).add(`r${remedy} ${mark}`);
      const step = Number(tier.slice(1));
      tierCounts[step] = (tierCounts[step] ?? 0) + 1;
      fixable += Number(fault.fixable);
      exploitedCount += Number(fault.exploited);
    }
    batch.findings.push([
      number,
      sha256Hex(`${id} ${at}`),
      at + 1,
      at + 1,
      at + 1,
      remedy,
      id,
      fault.kind,
      fault.severity,
      tier,
      score,
      riskOrderOf({ tier, score }, false, 5 - severities.indexOf(fault.severity as 'low')),
      state,
      Number(fault.fixable),
      Number(fault.exploited),
      usage,
      exposure,
      firstSeen,
      now,
      due ?? null,
      isDue ? due : Number.MAX_SAFE_INTEGER,
      Number(breached),
      state === 'fixed' ? now - day : null,
      labelOf(fault.name),
      traits,
      '{}',
    ]);
    if (usage !== 'unknown' || at % 10 === 0)
      batch.occurrences.push([id, at + 1, '/var/lib/dpkg/status', at % 5, usage]);
  }
  for (const mark of marks)
    count1(mark.startsWith('f') ? counters.faults : counters.remedies, mark.slice(1));
  batch.assets.push([
    id,
    'image',
    `image:sha256:${sha256Hex(`image ${id}`)}`,
    name,
    JSON.stringify([name]),
    `sha256:${sha256Hex(`image ${id}`)}`,
    repository,
    now - 200 * day,
    now,
    'scanned',
    now - Math.floor(random() * day),
    count,
    isRunning ? 2 : 0,
    exposure,
    ...tierCounts,
    fixable,
    exploitedCount,
    assetOrder(tierCounts),
  ]);
  batch.places.push([id, '', '', repository]);
  if (isRunning) {
    const cluster = `cluster-${id % clusters}`;
    const namespace = `team-${id % 40}`;
    batch.places.push([id, cluster, namespace, repository]);
    batch.workloads.push([
      id,
      `${cluster}/${namespace}/Deployment/app-${id}`,
      `app-${id}`,
      'Deployment',
      cluster,
      namespace,
      repository,
      id,
      name,
      2,
      2,
      exposure,
      now - 200 * day,
      now,
    ]);
  }
  return number;
}

function tierFor({ severity, exploited }: Fault, usage: string, exposure: string): Tier {
  if (exploited) return usage === 'not-loaded' ? 'P1' : 'P0';
  if (severity === 'critical')
    return exposure === 'internet' && usage !== 'not-loaded' ? 'P1' : 'P2';
  if (severity === 'high') return usage === 'not-loaded' ? 'P3' : 'P2';
  return severity === 'medium' ? 'P3' : 'P4';
}

async function writeBatch(database: SqlDatabase, batch: Batch): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.runMany(
      insert(
        'asset',
        'id, kind, identity, name, names, digest, repository, first_seen, last_seen, scan_state, scanned_at, components, running, exposure, p0, p1, p2, p3, p4, fixable, exploited, risk_order',
      ),
      batch.assets,
    );
    await tx.runMany(insert('asset_place', 'asset, cluster, namespace, repository'), batch.places);
    await tx.runMany(
      insert(
        'workload',
        'id, identity, name, kind, cluster, namespace, repository, asset, image, replicas, running, exposure, first_seen, last_seen',
      ),
      batch.workloads,
    );
    await tx.runMany(
      insert(
        'finding',
        'id, fingerprint, problem, vulnerability, sentence, remedy, asset, kind, severity, tier, score, risk_order, state, fixable, exploited, usage, exposure, first_seen, last_seen, due_at, due_order, breached, fixed_at, label, traits, facts',
      ),
      batch.findings,
    );
    await tx.runMany(
      insert('occurrence', 'asset, component, path, layer, usage'),
      batch.occurrences,
    );
  });
}

async function writeCounters(
  database: SqlDatabase,
  { traits, faults, remedies }: Counters,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.runMany(insert('finding_tally', 'traits, shard, n'), rowsOf(traits));
    await tx.runMany(insert('vulnerability_tally', 'vulnerability, traits, n'), rowsOf(faults));
    await tx.runMany(insert('remedy_tally', 'remedy, traits, n'), rowsOf(remedies));
    if (database.dialect === 'sqlite') await tx.run('ANALYZE');
  });
  if (database.dialect === 'postgres') await database.transaction((tx) => tx.run('ANALYZE'));
}

function rowsOf(counts: ReadonlyMap<string, number>): Rows {
  return [...counts].map(([key, n]) => [...key.split(' ').map(Number), n]);
}

function insert(table: string, columns: string): string {
  return `INSERT INTO ${table} (${columns}) VALUES (${columns
    .split(',')
    .map(() => '?')
    .join(', ')})`;
}

function count1(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Numbers from 0 to 1 that are always the same for a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
