import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryAnalyzers } from './analyzers.ts';
import { componentsOf, gapsOf, observe, testFile } from './testing/file.ts';
import { elfNote as note, u32 as word } from './testing/notes.ts';
import { buildElf, buildMachO, buildPe, loadAddress } from './testing/programs.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'binary/program') ?? expect.fail();

function scan(program: Uint8Array) {
  const { observations, error } = observe(analyzer, testFile('/app/tool', program));
  expect(error).toBeUndefined();
  return { components: componentsOf(observations), gaps: gapsOf(observations) };
}

const fedora = JSON.stringify({
  type: 'rpm',
  name: 'nginx-core',
  version: '1.24.0-1.fc40',
  architecture: 'x86_64',
  osCpe: 'cpe:/o:fedoraproject:fedora:40',
});
const ubuntu = JSON.stringify({
  type: 'deb',
  os: 'ubuntu',
  osVersion: '24.10',
  name: 'curl',
  version: '8.9.1-2ubuntu2',
  architecture: 'amd64',
  debugInfoUrl: 'https://debug.example.com',
});
const other = JSON.stringify({
  type: 'custom',
  purl: 'pkg:generic/tool@1.2',
  appCpe: 'cpe:2.3:a:example:tool:1.2:*:*:*:*:*:*:*',
});
const notes: readonly (readonly [string, Buffer, string, string])[] = [
  [
    'a note behind another one',
    buildElf({
      '.note.package': Buffer.concat([note('GNU', 3, 'build'), note('FDO', 0xcafe1a7e, fedora)]),
    }),
    'pkg:rpm/fedora/nginx-core@1.24.0-1.fc40?arch=x86_64&distro=fedora-40',
    'rpm',
  ],
  [
    'a note of a big-endian machine',
    buildElf(
      { '.note.package': note('FDO', 0xcafe1a7e, ubuntu, false) },
      { wide: false, littleEndian: false },
    ),
    'pkg:deb/ubuntu/curl@8.9.1-2ubuntu2?arch=amd64&distro=ubuntu-24.10',
    'deb',
  ],
  [
    'JSON without a header',
    buildElf({ '.note.package': Buffer.from(other) }),
    'pkg:generic/tool@1.2',
    'generic',
  ],
];

test.for(notes)('names the package a program was built for, from %s', ([, program, purl, kind]) => {
  const { components } = scan(program);

  expect(components).toMatchObject([
    { purl, ecosystem: kind, presence: 'embedded', technique: 'binary-analysis' },
  ]);
});

function nativeImage(sbom: Buffer): Buffer {
  const names = Buffer.from('\0x_sbom\0sbom\0sbom_length\0');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(sbom.length));
  const data = Buffer.concat([length, sbom]);
  // The first section of a test program stands behind its headers, rounded to 16 bytes.
  const at = loadAddress + 128;
  const symbols = [
    [1, 0],
    [8, at + 8],
    [13, at],
  ].map(([name = 0, value = 0]) => {
    const symbol = Buffer.alloc(24);
    symbol.writeUInt32LE(name, 0);
    symbol.writeBigUInt64LE(BigInt(value), 8);
    return symbol;
  });
  return buildElf({
    '.data': data,
    '.svm_heap': Buffer.alloc(16),
    '.dynsym': Buffer.concat(symbols),
    '.dynstr': names,
  });
}

const cycloneDx = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  components: [
    {
      type: 'library',
      group: 'org.yaml',
      name: 'snakeyaml',
      version: '1.30',
      purl: 'pkg:maven/org.yaml/snakeyaml@1.30',
    },
  ],
});

test('reads the SBOM inside a native image of GraalVM', () => {
  const { components, gaps } = scan(nativeImage(gzipSync(cycloneDx)));

  expect(components).toMatchObject([
    {
      purl: 'pkg:maven/org.yaml/snakeyaml@1.30',
      presence: 'embedded',
      locations: [{ path: '/app/tool' }],
    },
  ]);
  expect(gaps).toEqual([]);
});

test('a native image without an SBOM is a gap', () => {
  expect(scan(buildElf({ '.svm_heap': Buffer.alloc(16) })).gaps).toMatchObject([
    { reason: 'unsupported' },
  ]);
});

const index = 'index.crates.io-6f17d22bba15001f';
const panics = Buffer.from(
  [
    `/root/.cargo/registry/src/${index}/regex-1.10.2/src/lib.rs`,
    `/root/.cargo/registry/src/${index}/base64-0.21.7/src/x.rsattempt to add`,
    `/root/.cargo/registry/src/${index}/base64-0.21.7/src/y.rs`,
    `C:\\Users\\x\\.cargo\\registry\\src\\github.com-1ecc6299db9ec823\\h2-0.3.0-alpha.1\\src\\a.rs`,
    '/root/.cargo/registry/src/private.example.com-0123456789abcdef/secret-1.0.0/src/lib.rs',
    'registry/src/',
  ].join(''),
);
const rustc = Buffer.from('GCC: (Debian 12)\0rustc version 1.75.0 (82e1608df 2023-12-21)\0');

test.for([
  ['ELF', buildElf({ '.rodata': panics, '.comment': rustc })],
  ['PE', buildPe({ '.rdata': panics })],
  ['Mach-O', buildMachO({ __const: panics })],
] as const)('names crates that a Rust program speaks of (%s)', ([, program]) => {
  const { components } = scan(program);

  expect(components.map(({ purl, confidence }) => [purl, confidence])).toEqual([
    ['pkg:cargo/base64@0.21.7', 0.6],
    ['pkg:cargo/h2@0.3.0-alpha.1', 0.6],
    ['pkg:cargo/regex@1.10.2', 0.6],
  ]);
});

test('crates are not looked for in programs of other compilers', () => {
  expect(scan(buildElf({ '.rodata': panics })).components).toEqual([]);
});

const depsJson = JSON.stringify({
  runtimeTarget: { name: '.NETCoreApp,Version=v8.0' },
  libraries: { 'Newtonsoft.Json/12.0.1': { type: 'package' } },
});
const bundleSignature = Buffer.from(
  '8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae',
  'hex',
);

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function counted(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}

function bundle(major: number, isPacked = false): Buffer {
  const host = buildElf({ '.data': Buffer.concat([Buffer.alloc(24), bundleSignature]) });
  const content = isPacked ? deflateRawSync(depsJson) : Buffer.from(depsJson);
  const header = Buffer.concat([
    word(major),
    word(0),
    word(1),
    counted('bundle-id'),
    Buffer.alloc(major >= 2 ? 40 : 0),
    u64(host.length),
    u64(depsJson.length),
    major >= 6 ? u64(isPacked ? content.length : 0) : Buffer.alloc(0),
    Buffer.from([3]),
    counted('app.deps.json'),
  ]);
  const at = host.indexOf(bundleSignature);
  u64(host.length + content.length).copy(host, at - 8);
  return Buffer.concat([host, content, header]);
}

test.for([
  ['version 1', bundle(1)],
  ['version 2', bundle(2)],
  ['version 6', bundle(6)],
  ['version 6, compressed', bundle(6, true)],
] as const)('reads the packages of a .NET application in one file, %s', ([, program]) => {
  expect(scan(program).components).toMatchObject([
    {
      purl: 'pkg:nuget/Newtonsoft.Json@12.0.1',
      locations: [{ path: '/app/tool!/app.deps.json' }],
    },
  ]);
});

function pyInstaller(metadata: string, isPacked = true): Buffer {
  const host = buildElf({ '.text': Buffer.alloc(64) });
  const data = isPacked ? deflateSync(metadata) : Buffer.from(metadata);
  const name = Buffer.from('requests-2.31.0.dist-info/METADATA\0\0\0');
  const entry = Buffer.alloc(18);
  entry.writeUInt32BE(18 + name.length, 0);
  entry.writeUInt32BE(data.length, 8);
  entry.writeUInt32BE(metadata.length, 12);
  entry[16] = isPacked ? 1 : 0;
  entry.write('x', 17);
  const table = Buffer.concat([entry, name]);
  const cookie = Buffer.alloc(88);
  cookie.write('MEI\x0c\x0b\x0a\x0b\x0e', 0, 'latin1');
  cookie.writeUInt32BE(data.length + table.length + 88, 8);
  cookie.writeUInt32BE(data.length, 12);
  cookie.writeUInt32BE(table.length, 16);
  cookie.writeUInt32BE(311, 20);
  cookie.write('libpython3.11.so.1.0', 24);
  return Buffer.concat([host, data, table, cookie]);
}

const metadata = 'Metadata-Version: 2.1\nName: requests\nVersion: 2.31.0\n\n';

test.for([true, false])(
  'reads the distributions that PyInstaller packed (packed: %s)',
  (isPacked) => {
    const { components, gaps } = scan(pyInstaller(metadata, isPacked));

    expect(components).toMatchObject([{ purl: 'pkg:pypi/requests@2.31.0', presence: 'embedded' }]);
    expect(gaps.map(({ detail }) => detail.includes('Python 3.11'))).toEqual([true]);
  },
);

test('damaged packaged programs give input and limit errors only', () => {
  const samples = [
    ...notes.map(([, program]) => program),
    nativeImage(gzipSync(cycloneDx)),
    buildElf({ '.rodata': panics, '.comment': rustc }),
    bundle(1),
    bundle(6, true),
    pyInstaller(metadata),
  ];
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, fc.nat(), (sample, changes, cut) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const kept = cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      expect(() => observe(analyzer, testFile('/x', kept))).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
