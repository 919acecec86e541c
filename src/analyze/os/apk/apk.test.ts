import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf, gapsOf } from '../../binary/testing/file.ts';
import { readFileAt } from '../testing/read.ts';

const path = '/lib/apk/db/installed';

const sample = `C:Q1eVpkasfqZAukAXFYbgwt4xAMZWU=
P:ssl_client
V:1.36.1-r29
A:x86_64
S:4690
I:28672
T:External ssl_client for busybox wget
U:https://busybox.net/
L:GPL-2.0-only
o:busybox
m:Sören Tempel <soeren+alpine@soeren-tempel.net>
t:1718186812
c:1747c01fb96905f101c25609011589d28e01cbb8
D:so:libc.musl-x86_64.so.1 busybox>=1.36 !uclibc other@edge
p:cmd:ssl_client=1.36.1-r29
i:busybox=1.36.1-r29
F:usr
F:usr/bin
R:ssl_client
a:0:0:755
Z:Q1Zvz0VKFmZSQDiRn7d/rBpG7OUzg=
F:
R:root-file

P:old
V:2.0
L:MIT BSD GPL2+

`;

test('packages carry origin, licence, supplier, names they need and files they own', () => {
  const { observations } = readFileAt(path, sample);

  expect(componentsOf(observations)).toEqual([
    {
      id: 'pkg:apk/ssl_client@1.36.1-r29?arch=x86_64&upstream=busybox#/lib/apk/db/installed',
      purl: 'pkg:apk/ssl_client@1.36.1-r29?arch=x86_64&upstream=busybox',
      name: 'ssl_client',
      version: '1.36.1-r29',
      ecosystem: 'apk',
      presence: 'installed',
      locations: [{ path }],
      source: { name: 'busybox', version: '1.36.1-r29' },
      architecture: 'x86_64',
      licenses: [{ expression: 'GPL-2.0-only' }],
      supplier: 'Sören Tempel <soeren+alpine@soeren-tempel.net>',
      requires: [
        { name: 'so:libc.musl-x86_64.so.1' },
        { name: 'busybox', range: '>=1.36' },
        { name: 'other' },
      ],
      provides: ['cmd:ssl_client'],
    },
    expect.objectContaining({
      purl: 'pkg:apk/old@2.0',
      source: { name: 'old', version: '2.0' },
      licenses: [{ expression: 'MIT' }, { raw: 'BSD' }, { raw: 'GPL2+' }],
    }),
  ]);
  expect(observations.filter(({ type }) => type === 'ownership')).toEqual([
    {
      type: 'ownership',
      location: { path },
      ecosystem: 'apk',
      package: 'ssl_client',
      paths: ['/usr/bin/ssl_client', '/root-file'],
      digests: { algorithm: 'sha1', values: ['66fcf454a1666524038919fb77fac1a46ece5338', ''] },
    },
  ]);
});

test.for(['/lib/apk/db/installed', '/usr/lib/apk/db/installed', '/var/lib/apk/db/installed'])(
  'the database is found at %s',
  (at) => {
    expect(componentsOf(readFileAt(at, sample).observations)).toHaveLength(2);
  },
);

test('a record without a version is a gap, and the others stay', () => {
  const { observations } = readFileAt(path, 'P:a\n\nP:b\nV:1\n');

  expect(componentsOf(observations)).toMatchObject([{ name: 'b' }]);
  expect(gapsOf(observations)).toMatchObject([{ reason: 'malformed' }]);
  expect(gapsOf(observations)[0]?.detail).toContain('record at line 1 lacks');
});

test('files beyond the limit on entries are refused', () => {
  const text = `P:a\nV:1\nF:d\n${'R:f\n'.repeat(20)}`;

  expect(readFileAt(path, text, { maxEntries: 10 }).errors).toMatchObject([
    { code: 'limit.entries' },
  ]);
});

test('any text is read or refused', () => {
  const cut = fc.tuple(fc.nat(sample.length), fc.nat(sample.length), fc.string());
  const mutated = cut.map(([a, b, text]) => sample.slice(0, a) + text + sample.slice(b));

  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 500 })), (content) => {
      for (const { name, version } of componentsOf(readFileAt(path, content).observations))
        expect(name.length * version.length).toBeGreaterThan(0);
    }),
  );
});
