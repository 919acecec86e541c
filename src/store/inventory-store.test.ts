import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Component } from '#model/component.ts';
import { parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import { type InventoryStore, openInventoryStore, type StoredScan } from './inventory-store.ts';
import type { AdvisoryKey, FindingMark } from './subject.ts';

function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'a', 'store.sqlite');
}

function openStore(path = temporaryFile()): InventoryStore {
  const store = openInventoryStore(path);
  onTestFinished(() => store[Symbol.dispose]());
  return store;
}

function component(name: string, version = '1.0.0', path = '/x'): Component {
  const purl = `pkg:npm/${name}@${version}`;
  return {
    id: `${purl}#${path}`,
    purl,
    name,
    version,
    ecosystem: 'npm',
    presence: 'installed',
    locations: [{ path }],
  };
}

const digest = parseDigest(`sha256:${'a'.repeat(64)}`);

function inventory(reference: string, components: readonly Component[]): Inventory {
  return {
    artifact: { kind: 'image', reference, source: 'registry:', digest },
    layers: [],
    components,
    relations: [],
    gaps: [],
    analyzers: { 'npm/x': 1 },
    walked: { files: 1, bytes: 2 },
  };
}

function keysOf({ name }: Component): readonly AdvisoryKey[] {
  return [{ segment: 'npm', key: name }];
}

function scan(
  inventoried: Inventory,
  parts: { readonly npm?: string; readonly marks?: StoredScan['marks'] } = {},
): StoredScan {
  return {
    inventory: inventoried,
    savedAt: '2026-11-22T00:00:00Z',
    segments: new Map([['npm', parts.npm ?? 'npm-1']]),
    keysOf,
    marks: parts.marks ?? new Map(),
  };
}

const mark: FindingMark = { id: 'CVE-2024-1', severity: 'high', state: 'affected' };
const now = new Map([['npm', 'npm-2']]);

test('an inventory comes back as it went in', () => {
  const store = openStore();
  const given = inventory('shop:1', [component('a'), component('b')]);
  store.save(scan(given));
  const [artifact] = store.list();

  expect(artifact).toMatchObject({ reference: 'shop:1', digest });
  expect(store.read(artifact?.number ?? 0)).toEqual(given);
  expect(store.read(99)).toBeUndefined();
});

test('a second scan of the same artifact takes the place of the first', () => {
  const store = openStore();
  store.save(scan(inventory('shop:1', [component('a'), component('b')])));
  store.save(scan(inventory('shop:1', [component('b')]), { npm: 'npm-2' }));

  expect(store.list().map(({ number }) => store.read(number)?.components)).toEqual([
    [component('b')],
  ]);
});

test('only subjects with a changed key are stale, whatever artifacts hold them', () => {
  const store = openStore();
  const marks = new Map([[component('a').id, [mark]]]);
  store.save(scan(inventory('shop:1', [component('a'), component('b')]), { marks }));
  store.save(scan(inventory('shop:2', [component('a'), component('c')]), { marks }));
  const asked: string[] = [];

  const stale = store.stale(now, (segment, from, to) => {
    asked.push(`${segment} ${from} ${to}`);
    return ['a', 'unheard-of'];
  });

  expect(asked).toEqual(['npm npm-1 npm-2']);
  expect(stale).toMatchObject([{ component: component('a'), marks: [mark] }]);
  expect(stale.map((subject) => store.artifactsWith(subject).length)).toEqual([2]);
});

test('without knowledge of what changed, the whole segment is stale, other segments are not', () => {
  const store = openStore();
  store.save(scan(inventory('shop:1', [component('a'), component('b')])));

  expect(store.stale(now, () => undefined).length).toBe(2);
  expect(
    store.stale(
      new Map([
        ['npm', 'npm-1'],
        ['go', '2'],
      ]),
      () => undefined,
    ),
  ).toEqual([]);
});

test('the owners of stale subjects are found though they are not stale themselves', () => {
  const store = openStore();
  const owner = component('owner');
  const owned = { ...component('a'), owner: owner.id };
  store.save(scan(inventory('shop:1', [owner, owned])));
  const stale = store.stale(now, () => ['a']);

  expect(stale.map((subject) => subject.component)).toEqual([owned]);
  expect(store.ownersOf(stale)).toEqual([owner]);
});

test('after an update nothing is stale and the new marks are kept', () => {
  const path = temporaryFile();
  const store = openStore(path);
  store.save(scan(inventory('shop:1', [component('a')])));
  const [subject] = store.stale(now, () => ['a']);
  if (subject === undefined) throw new Error('nothing is stale');
  store.update([{ subject, marks: [mark] }], now);

  expect(openStore(path).stale(now, () => ['a'])).toEqual([]);
  expect(store.stale(new Map([['npm', 'npm-3']]), () => ['a'])).toMatchObject([{ marks: [mark] }]);
});

test('a vulnerability that becomes known to be exploited concerns those that have it', () => {
  const store = openStore();
  const marks = new Map([[component('a').id, [mark]]]);
  store.save(scan(inventory('shop:1', [component('a'), component('b')]), { marks }));
  const state = new Map([
    ['npm', 'npm-1'],
    ['kev', 'kev-2'],
  ]);

  expect(store.stale(state, () => ['CVE-2024-1'])).toMatchObject([{ component: component('a') }]);
});

test('the first image that is seen with a chain keeps it', () => {
  const store = openStore();
  const chainId = parseDigest(`sha256:${'c'.repeat(64)}`);
  store.learnChain({ chainId, reference: 'debian:12', firstSeen: '2026-01-01T00:00:00Z' });
  store.learnChain({ chainId, reference: 'shop:1', digest, firstSeen: '2026-02-01T00:00:00Z' });

  expect(store.findChain(chainId)).toEqual({
    chainId,
    reference: 'debian:12',
    firstSeen: '2026-01-01T00:00:00Z',
  });
  expect(store.findChain(digest)).toBeUndefined();
});

test('a file of another schema is refused with advice', () => {
  const path = temporaryFile();
  openStore(path);
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  database.close();

  expect(() => openInventoryStore(path)).toThrow(/schema 999/);
});

test('two processes can write at once', () => {
  const path = temporaryFile();
  const [first, second] = [openStore(path), openStore(path)];
  first.save(scan(inventory('shop:1', [component('a')])));
  second.save(scan(inventory('shop:2', [component('a'), component('b')])));
  first.save(scan(inventory('shop:3', [component('b')])));

  expect(second.list().map(({ reference }) => reference)).toEqual(['shop:1', 'shop:2', 'shop:3']);
});

test('what any sequence of scans leaves is the last inventory of each artifact', () => {
  const scans = fc.array(
    fc.record({
      reference: fc.constantFrom('a', 'b'),
      names: fc.uniqueArray(fc.constantFrom('x', 'y', '__proto__', 'é', "o'b"), { maxLength: 4 }),
      npm: fc.constantFrom('1', '2'),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(scans, (list) => {
      using store = openInventoryStore(':memory:');
      const wanted = new Map<string, readonly string[]>();
      for (const { reference, names, npm } of list) {
        const same = {
          ...inventory(
            reference,
            names.map((name) => component(name)),
          ),
        };
        const { digest: _, ...artifact } = same.artifact;
        store.save(scan({ ...same, artifact }, { npm }));
        wanted.set(reference, names.toSorted());
      }
      const found = store.list().map(({ reference, number }): [string, readonly string[]] => {
        const { components = [] } = store.read(number) ?? {};
        return [reference, components.map(({ name }) => name).sort()];
      });
      expect(new Map(found)).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});
