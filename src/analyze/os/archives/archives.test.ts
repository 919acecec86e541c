import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenArtifact } from '#contract/source.ts';
import { componentsOf } from '../../binary/testing/file.ts';
import { takeInventory } from '../../inventory.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from '../../testdata/layer.ts';
import { osAnalyzers, osLinkers } from '../analyzers.ts';
import { readFileAt } from '../testing/read.ts';
import { headerBlob } from '../testing/rpm.ts';

function tarOf(name: string, content: string, isEnded = true): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('ustar\x0000', 257);
  const data = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  data.write(content);
  return Buffer.concat([header, data, Buffer.alloc(isEnded ? 1024 : 0)]);
}

const control = 'Package: a\nVersion: 1:2-3\nArchitecture: amd64\nSource: src (2-3)\nDepends: b\n';

function debOf(suffix: string, packed: Uint8Array): Buffer {
  const members = [
    ['debian-binary', Buffer.from('2.0\n')],
    [`control.tar${suffix}`, packed],
    ['data.tar.xz', Buffer.from('x')],
  ] as const;
  const parts = members.flatMap(([name, data]) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(data.length).padEnd(10)}\`\n`,
    ),
    data,
    Buffer.alloc(data.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

const tar = tarOf('./control', control);
const deb = debOf('.gz', gzipSync(tar));

function rpmOf(type: number): Buffer {
  const lead = Buffer.alloc(96);
  lead.writeUInt32BE(0xedabeedb, 0);
  lead.writeUInt16BE(type, 6);
  const magic = Buffer.from('8eade80100000000', 'hex');
  const signature = Buffer.concat([magic, headerBlob({ name: 's' })]);
  const padding = Buffer.alloc((8 - (signature.length % 8)) % 8);
  const facts = {
    name: 'a',
    version: '1',
    release: '2',
    arch: 'x86_64',
    vendor: 'Red Hat, Inc.',
    sourceRpm: 'a-1-2.src.rpm',
  };
  return Buffer.concat([
    lead,
    signature,
    padding,
    magic,
    headerBlob(facts),
    Buffer.from('payload'),
  ]);
}

const info =
  '# made by abuild\npkgname = a\npkgver = 1-r0\narch = x86_64\norigin = src\nlicense = MIT\nmaintainer = Someone\n';
const apk = Buffer.concat([
  gzipSync(tarOf('.SIGN.RSA.x', 'key', false)),
  gzipSync(tarOf('.PKGINFO', info, false)),
  gzipSync(Buffer.alloc(1_000_000, 'x')),
]);

test.for([
  [
    'deb, gzip',
    '/var/cache/apt/archives/a.deb',
    deb,
    'pkg:deb/a@1:2-3?arch=amd64&upstream=src%402-3',
  ],
  [
    'deb, zstd',
    '/a.deb',
    debOf('.zst', zstdCompressSync(tar)),
    'pkg:deb/a@1:2-3?arch=amd64&upstream=src%402-3',
  ],
  ['deb, plain', '/a.udeb', debOf('', tar), 'pkg:deb/a@1:2-3?arch=amd64&upstream=src%402-3'],
  [
    'deb, xz, by its name',
    '/a_1%3a2-3_amd64.deb',
    debOf('.xz', Buffer.from('?')),
    'pkg:deb/a@1:2-3?arch=amd64',
  ],
  [
    'rpm',
    '/root/rpmbuild/RPMS/a.rpm',
    rpmOf(0),
    'pkg:rpm/a@1-2?arch=x86_64&upstream=a-1-2.src.rpm',
  ],
  ['source rpm', '/a.src.rpm', rpmOf(1), undefined],
  ['apk', '/var/cache/apk/a-1-r0.apk', apk, 'pkg:apk/a@1-r0?arch=x86_64&upstream=src'],
  ['apk of Android', '/app.apk', Buffer.from('PK\x03\x04'), undefined],
  ['something else', '/a.deb', Buffer.from('text'), undefined],
] as const)('%s', ([, path, content, purl]) => {
  const { observations, errors } = readFileAt(path, content);

  expect(errors).toEqual([]);
  expect(componentsOf(observations).map((found) => [found.purl, found.presence])).toEqual(
    purl === undefined ? [] : [[purl, 'embedded']],
  );
});

test.for([
  ['xz and no telling name', '/a.deb', debOf('.xz', Buffer.from('?')), 'input.unsupported'],
  ['no control file', '/a.deb', Buffer.from('!<arch>\n'), 'input.malformed'],
  ['damaged gzip', '/a.deb', debOf('.gz', Buffer.from('no')), 'input.malformed'],
  [
    'a control file that is a bomb',
    '/a.deb',
    debOf('.gz', gzipSync(Buffer.alloc(9 * 2 ** 20))),
    'limit.size',
  ],
  ['an apk that is a bomb', '/a.apk', gzipSync(Buffer.alloc(20 * 2 ** 20)), 'limit.size'],
  ['an rpm without header', '/a.rpm', rpmOf(0).subarray(0, 96), 'input.malformed'],
] as const)('%s is refused', ([, path, content, code]) => {
  expect(readFileAt(path, content).errors).toMatchObject([{ code }]);
});

test('any damage is read or refused', () => {
  const samples = fc.constantFrom(
    ['/a.deb', deb] as const,
    ['/a.rpm', rpmOf(0)] as const,
    ['/a.apk', apk.subarray(0, 600)] as const,
  );
  fc.assert(
    fc.property(
      samples,
      fc.nat(),
      fc.uint8Array({ maxLength: 9 }),
      fc.boolean(),
      ([path, whole], at, junk, isCut) => {
        const start = at % whole.length;
        const rest = isCut ? [] : [whole.subarray(start + junk.length)];
        const damaged = Buffer.concat([whole.subarray(0, start), junk, ...rest]);
        for (const { code } of readFileAt(path, damaged).errors)
          expect(code).toMatch(/^(input|limit)\./);
      },
    ),
  );
});

async function inventoryOf(...layers: readonly (readonly TestEntry[])[]) {
  const opened: OpenArtifact = {
    artifact: { kind: 'image', reference: 'test', source: 'test:' },
    layers: layers.map((entries, n) => memoryLayer(layerDigest(n), entries)),
    gaps: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return await takeInventory(opened, { analyzers: osAnalyzers, linkers: osLinkers }, testScope());
}

test('an archive in a cache owns nothing, satisfies nothing, and is not missed once it was installed', async () => {
  const status = `${control.replace('\n', '\nStatus: install ok installed\n')}\nPackage: c\nStatus: install ok installed\nVersion: 1\nDepends: b\n`;
  const b = debOf('', tarOf('control', 'Package: b\nVersion: 1\n'));
  const release = { path: '/etc/os-release', content: 'ID=debian\nVERSION_ID=12\n' };

  const { components, relations } = await inventoryOf(
    [
      release,
      { path: '/var/lib/dpkg/status', content: status },
      { path: '/a_1%3a2-3_amd64.deb', content: debOf('.xz', Buffer.from('?')) },
    ],
    [
      { path: '/a_1%3a2-3_amd64.deb', type: 'whiteout' },
      { path: '/b.deb', content: b },
    ],
  );

  expect(relations).toEqual([]);
  expect(components.map(({ name, presence }) => [name, presence])).toEqual([
    ['a', 'installed'],
    ['b', 'embedded'],
    ['c', 'installed'],
  ]);
});
