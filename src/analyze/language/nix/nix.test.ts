import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe, survives } from '../test-file.ts';
import { flakeLockAnalyzer } from './flake-lock.ts';
import { nixDatabaseAnalyzer, nixStoreAnalyzer } from './nix.ts';
import { parseStorePath } from './store-path.ts';

const hash = '0c5b8vw40dy178xlpddw65q9gf1h2186';
const second = '1c5b8vw40dy178xlpddw65q9gf1h2186';

test.for([
  [`/nix/store/${hash}-openssl-3.0.12`, ['openssl', '3.0.12', undefined]],
  [`/nix/store/${hash}-openssl-3.0.12-dev/include/a.h`, ['openssl', '3.0.12', 'dev']],
  [`/nix/store/${hash}-gcc-wrapper-12.3.0`, ['gcc-wrapper', '12.3.0', undefined]],
  [`/nix/store/${hash}-python3.11-six-1.16.0`, ['python3.11-six', '1.16.0', undefined]],
  [`/nix/store/${hash}-source-2024-01-02`, ['source', '2024-01-02', undefined]],
  [`/nix/store/${hash}-hello-2.12.drv`, undefined],
  [`/nix/store/${hash}-stdenv-linux`, undefined],
  ['/nix/store/short-a-1', undefined],
  ['/usr/bin/a', undefined],
] as const)('%s', ([path, expected]) => {
  const store = parseStorePath(path);

  expect(store && [store.name, store.version, store.output]).toEqual(expected);
});

function database(): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-nix-'));
  try {
    const path = join(directory, 'db.sqlite');
    const db = new DatabaseSync(path);
    db.exec(`create table ValidPaths (id integer primary key autoincrement not null, path text unique not null, hash text not null);
      create table Refs (referrer integer not null, reference integer not null, primary key (referrer, reference));
      insert into ValidPaths values (3, '/nix/store/${hash}-hello-2.12', 'sha256:0'), (9, '/nix/store/${second}-glibc-2.38-44-bin', 'x'), (12, '/nix/store/${hash}-a.drv', 'x');
      insert into Refs values (3, 9), (3, 3), (3, 12);`);
    db.close();
    return readFileSync(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
const path = '/nix/var/nix/db/db.sqlite';

test('the database gives packages and what they refer to', () => {
  const seen = observe(nixDatabaseAnalyzer, path, database());

  expect(componentsOf(seen)).toMatchObject([
    {
      purl: `pkg:nix/hello@2.12?hash=${hash}`,
      locations: [{ path: `/nix/store/${hash}-hello-2.12` }],
    },
    { purl: `pkg:nix/glibc@2.38-44?hash=${second}&output=bin` },
  ]);
  expect(edgesOf(seen)).toHaveLength(1);
});

test('a program in the store is the same component as in the database', () => {
  const file = `/nix/store/${hash}-hello-2.12/bin/hello`;

  expect(componentsOf(observe(nixStoreAnalyzer, file, '#!/bin/sh\n'))[0]?.id).toBe(
    componentsOf(observe(nixDatabaseAnalyzer, path, database()))[0]?.id,
  );
  expect(observe(nixStoreAnalyzer, '/usr/bin/hello', '#!/bin/sh\n')).toEqual([]);
});

test('a damaged database', () => {
  const sample = database();
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255))), (edits) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of edits) bytes[at] = value;
      return survives(nixDatabaseAnalyzer, path, bytes);
    }),
    { numRuns: 100 },
  );

  expect(() => observe(nixDatabaseAnalyzer, path, sample.subarray(0, 5000))).toThrow('ends early');
});

const lock = JSON.stringify({
  nodes: {
    nixpkgs: {
      locked: { type: 'github', owner: 'NixOS', repo: 'nixpkgs', rev: 'ab'.repeat(20) },
      original: { id: 'nixpkgs', type: 'indirect' },
    },
    utils: {
      inputs: { nixpkgs: 'nixpkgs', systems: ['systems'] },
      locked: { type: 'github', owner: 'o', repo: 'utils', rev: 'cd'.repeat(20) },
    },
    local: { locked: { type: 'path', path: './x' } },
    root: { inputs: { utils: 'utils', local: 'local' } },
  },
  root: 'root',
  version: 7,
});

test('flake.lock', () => {
  const seen = observe(flakeLockAnalyzer, '/a/flake.lock', lock);

  expect(componentsOf(seen)).toMatchObject([
    { purl: `pkg:github/nixos/nixpkgs@${'ab'.repeat(20)}`, direct: false },
    { purl: `pkg:github/o/utils@${'cd'.repeat(20)}`, direct: true },
  ]);
  expect(edgesOf(seen)).toHaveLength(1);
});

test('hostile locks', () => {
  expect(() => assertSurvives(flakeLockAnalyzer, '/flake.lock', lock)).not.toThrow();
});
