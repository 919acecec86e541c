import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf, gapsOf } from '../../binary/testing/file.ts';
import { osLinkers } from '../analyzers.ts';
import { readFileAt } from '../testing/read.ts';
import { headerBlob, ndbDatabase, sqliteDatabase } from '../testing/rpm.ts';
import { tinyBlobs } from '../testing/rpm-packages.ts';

/** The same packages in every kind of database; the Berkeley DB files were made by libdb 5.3 through Perl's DB_File. */
const databases: readonly (readonly [string, string, Buffer])[] = [
  ['Berkeley DB', '/var/lib/rpm/Packages', testdata('Packages')],
  ['Berkeley DB, big-endian', '/var/lib/rpm/Packages', testdata('Packages-big-endian')],
  ['ndb', '/usr/lib/sysimage/rpm/Packages.db', ndbDatabase(tinyBlobs)],
  ['SQLite', '/usr/lib/sysimage/rpm/rpmdb.sqlite', sqliteDatabase(tinyBlobs)],
  ['SQLite, small pages', '/usr/share/rpm/rpmdb.sqlite', sqliteDatabase(tinyBlobs, 512)],
  ['SQLite, large pages', '/var/lib/rpm/rpmdb.sqlite', sqliteDatabase(tinyBlobs, 65_536)],
];

function testdata(name: string): Buffer {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url));
}

test.for(databases)('%s holds the packages and no key', ([, path, content]) => {
  const { observations, errors } = readFileAt(path, content);
  const components = componentsOf(observations).toSorted((a, b) => (a.name < b.name ? -1 : 1));

  expect(errors).toEqual([]);
  expect(gapsOf(observations)).toEqual([]);
  expect(components.map(({ name, version }) => `${name} ${version}`)).toEqual([
    'many-files 1-1',
    'shell 5-1',
    'tiny-base 2:1.2.3-4.el9',
    'tiny-tool 1.2.3-4.el9',
  ]);
  expect(components[2]).toEqual({
    id: expect.stringMatching(`^pkg:rpm/tiny-base@.*#${path}$`) as unknown,
    purl: 'pkg:rpm/tiny-base@1.2.3-4.el9?arch=x86_64&epoch=2&rpmmod=tiny:1:8080020230101:abcdef01&upstream=tiny-1.2.3-4.el9.src.rpm',
    name: 'tiny-base',
    version: '2:1.2.3-4.el9',
    ecosystem: 'rpm',
    presence: 'installed',
    locations: [{ path }],
    source: { name: 'tiny', version: '1.2.3-4.el9' },
    architecture: 'x86_64',
    licenses: [{ expression: 'GPL-2.0-or-later AND (MIT OR Apache-2.0)' }],
    supplier: 'Example Vendor',
    thirdParty: true,
    modularity: 'tiny:1:8080020230101:abcdef01',
    requires: [{ name: '/bin/sh' }],
    provides: ['tiny-base', 'tiny-base(x86-64)', 'libtiny.so.1()(64bit)', '/usr/share/tiny/data'],
  });
});

test.for(databases)('%s says which files packages own', ([, path, content]) => {
  const owned = readFileAt(path, content).observations.filter(({ type }) => type === 'ownership');

  expect(owned).toContainEqual({
    type: 'ownership',
    location: { path },
    ecosystem: 'rpm',
    package: 'tiny-base',
    paths: ['/usr/lib64/libtiny.so.1', '/usr/share/tiny/data', '/usr/share/tiny/more'],
  });
  expect(owned).toContainEqual(expect.objectContaining({ package: 'many-files' }));
});

test('packages are linked by names, libraries and files', () => {
  const path = '/var/lib/rpm/Packages.db';
  const components = componentsOf(readFileAt(path, ndbDatabase(tinyBlobs)).observations);
  const names = new Map(components.map(({ id, name }) => [id, name]));

  const edges = osLinkers
    .filter(({ ecosystems }) => ecosystems.includes('rpm'))
    .flatMap((linker) => [...linker.link(components)])
    .map(({ from, to }) => `${names.get(from)} -> ${names.get(to)}`);

  expect(edges).toEqual(['tiny-base -> shell', 'tiny-tool -> tiny-base']);
});

test('a damaged header is a gap and the other packages stay', () => {
  const bad = Buffer.from(tinyBlobs[0] ?? []);
  bad.writeUInt32BE(5000, 0);

  const { observations } = readFileAt(
    '/var/lib/rpm/Packages.db',
    ndbDatabase([bad, headerBlob({ name: 'a', version: '1' })]),
  );

  expect(componentsOf(observations)).toMatchObject([{ name: 'a', version: '1' }]);
  expect(gapsOf(observations)).toMatchObject([{ reason: 'malformed' }]);
});

test.for(databases)(
  '%s cut short is an error and what was read before stays',
  ([, path, content]) => {
    const { errors } = readFileAt(path, content.subarray(0, content.length / 3));

    expect(errors).toMatchObject([{ code: 'input.malformed' }]);
  },
);

test('records that claim more than the file holds are refused', () => {
  const database = ndbDatabase([
    headerBlob({ name: 'a', version: '1', release: 'x'.repeat(5000) }),
  ]);
  for (let slot = 48; slot < 4096; slot += 16) database.copy(database, slot, 32, 48);

  const { observations, errors } = readFileAt('/var/lib/rpm/Packages.db', database);

  expect(componentsOf(observations)).toHaveLength(1);
  expect(errors).toMatchObject([{ code: 'input.malformed' }]);
});

test('a tree that contains itself is refused', () => {
  const database = sqliteDatabase([headerBlob({ name: 'a', version: '1' })]);
  // An interior page whose right-most child is itself, in place of the table's root.
  const root = 4096;
  database.fill(0, root, root + 12);
  database.writeUInt8(0x05, root);
  database.writeUInt32BE(2, root + 8);

  expect(readFileAt('/var/lib/rpm/rpmdb.sqlite', database).errors).toMatchObject([
    { code: 'input.malformed' },
  ]);
});

test('files beyond the limit on entries are refused', () => {
  const { errors } = readFileAt('/var/lib/rpm/Packages.db', ndbDatabase(tinyBlobs), {
    maxEntries: 100,
  });

  expect(errors).toMatchObject([{ code: 'limit.entries' }]);
});

test('a write-ahead log that is left is a gap, an empty one is not', () => {
  const path = '/var/lib/rpm/rpmdb.sqlite-wal';

  expect(gapsOf(readFileAt(path, Buffer.alloc(40)).observations)).toMatchObject([
    { reason: 'unsupported' },
  ]);
  expect(readFileAt(path, '').observations).toEqual([]);
});

test('a listing of distroless images holds packages', () => {
  const path = '/var/lib/rpmmanifest/container-manifest-2';
  const text =
    'bash\t5.1.8-4.cm2\t1653816591\t1653628924\tMicrosoft Corporation\t(none)\t3848\tx86_64\t0\tbash-5.1.8-4.cm2.src.rpm\n' +
    'dbus\t1.15-1.cm2\t1\t1\t(none)\t1\t1\tx86_64\t1\t(none)\nbroken line\n';

  const { observations } = readFileAt(path, text);

  expect(componentsOf(observations)).toMatchObject([
    {
      purl: 'pkg:rpm/bash@5.1.8-4.cm2?arch=x86_64&upstream=bash-5.1.8-4.cm2.src.rpm',
      supplier: 'Microsoft Corporation',
      source: { name: 'bash', version: '5.1.8-4.cm2' },
    },
    { purl: 'pkg:rpm/dbus@1.15-1.cm2?arch=x86_64&epoch=1', version: '1:1.15-1.cm2' },
  ]);
  expect(gapsOf(observations)).toMatchObject([{ reason: 'malformed' }]);
});

const mutation = fc.record({
  at: fc.nat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});

test.for(databases)('%s: any damage is survived', ([, path, content]) => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), (mutations) => {
      const damaged = Buffer.from(content);
      for (const { at, bytes } of mutations) damaged.set(bytes.subarray(0, 1), at % damaged.length);
      const kept = damaged.subarray(0, Math.ceil(damaged.length * (mutations[0]?.keep ?? 1)));

      const { observations, errors } = readFileAt(path, kept);

      expect(errors.length + gapsOf(observations).length).toBeLessThan(5);
    }),
    { numRuns: 200 },
  );
});

test.for(['Packages', 'Packages.db', 'rpmdb.sqlite'])('%s: any bytes are refused', (name) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), (bytes) => {
      expect(readFileAt(`/var/lib/rpm/${name}`, bytes).errors).toHaveLength(1);
    }),
  );
});
