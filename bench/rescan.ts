import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildDatabase } from '../src/advisory/build.ts';
import { openIndex } from '../src/advisory/open-index.ts';
import { zipOf } from '../src/advisory/testing.ts';
import { updateDatabase } from '../src/advisory/update.ts';
import { databaseState } from '../src/app/database-state.ts';
import { openHistory } from '../src/app/history.ts';
import { softwareReport } from '../src/app/scan.ts';
import { defaultLimits, type Scope } from '../src/contract/scope.ts';
import { ZipFile } from '../src/kit/zip.ts';
import type { Component } from '../src/model/component.ts';
import { parseDigest } from '../src/model/digest.ts';
import type { Ecosystem } from '../src/model/ecosystem.ts';
import type { Inventory } from '../src/model/inventory.ts';

/**
 * Ten thousand stored inventories against a database in which five thousand records changed:
 * `node bench/rescan.ts [FEEDS] [INVENTORIES]`. The inventories are made of package names that the advisories know and others,
 * each of 100 packages of one of 30 states of Debian 12 and 200 libraries out of 40,000.
 */
const feeds = resolve(
  process.argv[2] ?? join(import.meta.dirname, '..', '..', 'shared', 'advisories'),
);
const count = Number(process.argv[3] ?? 10_000);
const work = mkdtempSync(join(tmpdir(), 'caisson-rescan-'));
const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
  clock: () => new Date(),
  limits: defaultLimits,
  temporaryDirectory: work,
};
const changedEcosystems = ['Debian', 'npm', 'PyPI', 'Go'];
const changedRecords = 5000;

let seed = 1;
function random(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

function pick<Item>(items: readonly Item[]): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** The same feeds with some records left out, as if they were withdrawn. */
function writeChanged(directory: string): void {
  mkdirSync(directory);
  for (const name of readdirSync(feeds)) {
    if (!changedEcosystems.includes(name)) {
      symlinkSync(join(feeds, name), join(directory, name));
      continue;
    }
    using zip = ZipFile.open(join(feeds, name, 'all.zip'), zipLimits);
    const entries = zip.entries;
    const step = Math.ceil(entries.length / (changedRecords / changedEcosystems.length));
    const kept = entries.filter((_, at) => at % step !== 0 || step === 1);
    mkdirSync(join(directory, name));
    const files = Object.fromEntries(kept.map((entry) => [entry.name, zip.read(entry)]));
    writeFileSync(join(directory, name, 'all.zip'), zipOf(files));
  }
}

const zipLimits = { maxEntries: 1_000_000, maxEntryBytes: 2 ** 26, maxRatio: 1000 };

function namesIn(ecosystem: string): readonly string[] {
  using zip = ZipFile.open(join(feeds, ecosystem, 'all.zip'), zipLimits);
  const names = new Set<string>();
  for (const entry of zip.entries) {
    const record = JSON.parse(zip.read(entry).toString()) as {
      readonly affected?: readonly { readonly package?: { readonly name?: string } }[];
    };
    for (const { package: named } of record.affected ?? []) if (named?.name) names.add(named.name);
  }
  return [...names].sort();
}

function library(ecosystem: Ecosystem, name: string): Component {
  const version = `${random(6)}.${random(20)}.${random(10)}`;
  const purl = `pkg:${ecosystem}/${name}@${version}`;
  const path = `/app/${ecosystem}/${name}`;
  return component(ecosystem, name, version, { purl, path });
}

function component(
  ecosystem: Ecosystem,
  name: string,
  version: string,
  { purl, path }: { readonly purl: string; readonly path: string },
): Component {
  return {
    id: `${purl}#${path}`,
    purl,
    name,
    version,
    ecosystem,
    presence: 'installed',
    locations: [{ path }],
  };
}

function debianState(names: readonly string[]): readonly Component[] {
  return Array.from({ length: 100 }, () => {
    const name = pick(names);
    const version = `${random(9)}.${random(30)}-${random(5)}+deb12u${random(9)}`;
    const purl = `pkg:deb/debian/${name}@${version}?distro=debian-12`;
    return component('deb', name, version, { purl, path: '/var/lib/dpkg/status' });
  });
}

/** So that the first rescan matches everything, as if there had been no database before. */
const nothingMatched = { segments: new Map<string, string>(), changedKeys: () => undefined };
let isFilled = false;

async function main(): Promise<void> {
  if (!existsSync(join(feeds, 'Debian', 'all.zip'))) {
    process.stdout.write(`skipped: there are no feeds in ${feeds}\n`);
    return;
  }
  writeChanged(join(work, 'changed'));
  for (const [from, out] of [
    [feeds, 'one'],
    [join(work, 'changed'), 'two'],
  ] as const)
    await buildDatabase({ from, out: join(work, out) }, scope);
  const location = { cache: join(work, 'db'), keys: join(work, 'keys') };
  const options = { location, trust: { keys: [], allowUnsigned: true } };
  await updateDatabase(
    { ...options, source: { type: 'directory', path: join(work, 'one') } },
    scope,
  );
  const history = openHistory(
    join(work, 'store.sqlite'),
    () => (isFilled ? databaseState(location, scope) : nothingMatched),
    scope,
  );
  using index = openIndex(location, scope);
  const started = performance.now();
  fill(history);
  isFilled = true;
  report(`stored ${count} inventories`, started);
  const first = performance.now();
  report(`rescan of everything: ${sum(history.rescan(index, scope))}`, first);
  await updateDatabase(
    { ...options, source: { type: 'directory', path: join(work, 'two') } },
    scope,
  );
  using newer = openIndex(location, scope);
  const second = performance.now();
  report(`rescan after ${changedRecords} changes: ${sum(history.rescan(newer, scope))}`, second);
  report('memory', 0, `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`);
}

function fill(history: ReturnType<typeof openHistory>): void {
  const debian = namesIn('Debian');
  const known = (['npm', 'PyPI', 'Go'] as const).flatMap((base) =>
    namesIn(base).map((name) => [ecosystems[base], name] as const),
  );
  const pool = Array.from({ length: 40_000 }, (_, at) =>
    at % 4 === 0 ? library(...pick(known)) : library('npm', `package-${at}`),
  );
  const states = Array.from({ length: 30 }, () => debianState(debian));
  for (let number = 0; number < count; number += 1) {
    const components = [...pick(states), ...Array.from({ length: 200 }, () => pick(pool))];
    const inventory: Inventory = {
      artifact: {
        kind: 'image',
        reference: `shop:${number}`,
        source: 'registry:',
        digest: parseDigest(digestOf(number)),
      },
      os: { id: 'debian', like: [], version: '12', title: 'Debian 12', path: '/etc/os-release' },
      layers: [],
      components: [...new Map(components.map((one) => [one.id, one])).values()],
      relations: [],
      gaps: [],
      analyzers: {},
      walked: { files: 0, bytes: 0 },
    };
    history.keep(softwareReport(inventory, '0'));
  }
}

const ecosystems = { npm: 'npm', PyPI: 'pypi', Go: 'golang' } as const;

function digestOf(number: number): string {
  return `sha256:${number.toString(16).padStart(64, '0')}`;
}

function sum({ matched, changes }: ReturnType<ReturnType<typeof openHistory>['rescan']>): string {
  const opened = changes.reduce((total, change) => total + change.opened.length, 0);
  const closed = changes.reduce((total, change) => total + change.closed.length, 0);
  return `${matched} components matched, ${opened} findings opened, ${closed} closed`;
}

function report(what: string, since: number, value?: string): void {
  const time = value ?? `${((performance.now() - since) / 1000).toFixed(2)} s`;
  process.stdout.write(`${what}: ${time}\n`);
}

try {
  await main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
