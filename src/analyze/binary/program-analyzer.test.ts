import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryAnalyzers } from './analyzers.ts';
import { componentsOf, edgesOf, gapsOf, observe, testFile } from './testing/file.ts';
import {
  buildElf,
  buildMachO,
  buildPe,
  buildWasm,
  goInline,
  goPointers,
  loadAddress,
} from './testing/programs.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'binary/program') ?? expect.fail();

const modules = [
  'path\texample.com/shop/cmd/shop',
  'mod\texample.com/shop\t(devel)\t',
  'dep\tgithub.com/BurntSushi/toml\tv1.3.2\th1:abc=',
  'dep\tgolang.org/x/net\tv0.1.0',
  '=>\tgithub.com/fork/net\tv0.2.0\th1:def=',
  'dep\texample.com/local\tv1.0.0',
  '=>\t./local\t(devel)\t',
  'build\t-compiler=gc',
  'build\t-ldflags="-s -w -X \'main.version=v2.1.0\' -X main.commit=abc"',
  'build\tvcs.revision=0123456789',
  '',
].join('\n');

const purls = [
  'pkg:golang/example.com/shop@v2.1.0',
  'pkg:golang/stdlib@1.22.1',
  'pkg:golang/github.com/BurntSushi/toml@v1.3.2',
  'pkg:golang/github.com/fork/net@v0.2.0',
  'pkg:golang/example.com/local',
];

const inline = goInline('go1.22.1 X:boringcrypto', modules);
const narrow = { wide: false, littleEndian: false };
const forms: readonly (readonly [string, Buffer])[] = [
  [
    'ELF with the section of its name',
    buildElf({ '.text': Buffer.alloc(64), '.go.buildinfo': inline }),
  ],
  ['32-bit big-endian ELF', buildElf({ '.go.buildinfo': inline }, narrow)],
  ['ELF without a section table', buildElf({ '.data': inline }, { bare: true })],
  [
    'ELF with pointers as before Go 1.18',
    buildElf({ '.go.buildinfo': goPointers('go1.22.1', modules, loadAddress + 128) }),
  ],
  [
    '32-bit big-endian ELF with pointers',
    buildElf(
      { '.go.buildinfo': goPointers('go1.22.1', modules, loadAddress + 96, narrow) },
      narrow,
    ),
  ],
  ['PE', buildPe({ '.text': Buffer.alloc(64), '.data': inline })],
  ['Mach-O', buildMachO({ __go_buildinfo: inline })],
  ['fat Mach-O', buildMachO({ __go_buildinfo: inline }, true)],
];

test.for(forms)('reads Go build information from %s', ([, program]) => {
  const { observations, error } = observe(analyzer, testFile('/app/shop', program));

  expect(error).toBeUndefined();
  expect(componentsOf(observations).map(({ purl }) => purl)).toEqual(purls);
  expect(edgesOf(observations)).toEqual(purls.slice(1).map((purl) => `${purls[0]} -> ${purl}`));
});

test('a Go component is embedded in its program and keeps the case of its path', () => {
  const { observations } = observe(
    analyzer,
    testFile('/app/shop', buildElf({ '.go.buildinfo': inline })),
  );

  expect(componentsOf(observations)[2]).toEqual({
    id: 'pkg:golang/github.com/BurntSushi/toml@v1.3.2#/app/shop',
    purl: 'pkg:golang/github.com/BurntSushi/toml@v1.3.2',
    name: 'github.com/BurntSushi/toml',
    version: 'v1.3.2',
    ecosystem: 'golang',
    presence: 'embedded',
    locations: [{ path: '/app/shop' }],
  });
});

test('a program that was built without modules still tells its toolchain', () => {
  const program = buildElf({ '.go.buildinfo': goInline('go1.19.8', '') });

  const { observations } = observe(analyzer, testFile('/usr/bin/x', program));

  expect(componentsOf(observations).map(({ purl }) => purl)).toEqual(['pkg:golang/stdlib@1.19.8']);
});

const versions: readonly (readonly [string, string, string, string])[] = [
  ['a released version stands', 'v1.2.3', '-X main.version=9.9.9', 'v1.2.3'],
  [
    'a stamped version replaces one made up from a commit',
    'v0.0.0-20240101000000-abcdefabcdef',
    '-X=main.version=1.2.3',
    '1.2.3',
  ],
  [
    'a version below cmd wins',
    '(devel)',
    '-X main.version=1.0.0 -X example.com/shop/cmd/a.version=2.0.0',
    '2.0.0',
  ],
  ['places that disagree give none', '(devel)', '-X main.version=1.0.0 -X cmd.version=2.0.0', ''],
  ['what is not a version is passed over', '(devel)', '-X main.version=master', ''],
  ['no flags give none', '(devel)', '', ''],
  ['a version made up from a commit is none', 'v0.0.0-20240101000000-abcdefabcdef', '', ''],
];

test.for(versions)('main module: %s', ([, stated, flags, expected]) => {
  const text = `mod\texample.com/shop\t${stated}\nbuild\t-ldflags="${flags}"\n`;
  const program = buildElf({ '.go.buildinfo': goInline('go1.22.1', text) });

  const { observations } = observe(analyzer, testFile('/app/shop', program));

  expect(componentsOf(observations)[0]).toMatchObject({
    name: 'example.com/shop',
    version: expected,
  });
});

const auditData = {
  packages: [
    { name: 'app', version: '0.1.0', source: 'local', root: true, dependencies: [1, 2, 2, 99] },
    { name: 'serde', version: '1.0.0', source: 'crates.io' },
    { name: 'cc', version: '1.1.0', source: 'crates.io', kind: 'build', dependencies: [1] },
    'nonsense',
  ],
};

test.for([
  ['ELF', buildElf],
  ['PE', buildPe],
  ['Mach-O', buildMachO],
  ['WebAssembly', buildWasm],
] as const)('reads the crates that cargo-auditable left in %s', ([, build]) => {
  const program = build({ '.dep-v0': deflateSync(JSON.stringify(auditData)) });

  const { observations } = observe(analyzer, testFile('/app/tool', program));

  expect(componentsOf(observations).map(({ purl, scopes }) => [purl, scopes])).toEqual([
    ['pkg:cargo/app@0.1.0', undefined],
    ['pkg:cargo/serde@1.0.0', undefined],
    ['pkg:cargo/cc@1.1.0', ['build']],
  ]);
  expect(edgesOf(observations)).toEqual([
    'pkg:cargo/app@0.1.0 -> pkg:cargo/serde@1.0.0',
    'pkg:cargo/app@0.1.0 -> pkg:cargo/cc@1.1.0',
    'pkg:cargo/cc@1.1.0 -> pkg:cargo/serde@1.0.0',
  ]);
});

test('a crate list that inflates without end is a limit, not a crash', () => {
  const program = buildElf({ '.dep-v0': deflateSync(Buffer.alloc(17 * 2 ** 20)) });

  expect(gapsOf(observe(analyzer, testFile('/app/tool', program)).observations)).toMatchObject([
    { reason: 'too-large' },
  ]);
});

test.for([
  ['ELF without sections', buildElf({ '.data': Buffer.from('....UPX!') }, { bare: true })],
  ['PE', buildPe({ UPX0: Buffer.alloc(0), UPX1: Buffer.alloc(64) })],
] as const)('a packed program (%s) is a gap', ([, program]) => {
  const { observations } = observe(analyzer, testFile('/app/packed', program));

  expect(gapsOf(observations)).toMatchObject([{ reason: 'unsupported' }]);
});

test('a program of another language says nothing', () => {
  const program = buildElf({ '.text': Buffer.from('\xff Go buildinf: is only text here UPX!') });

  expect(observe(analyzer, testFile('/bin/ls', program)).observations).toEqual([]);
});

test('damaged programs give input and limit errors only', () => {
  const samples = [
    ...forms.map(([, program]) => program),
    buildElf({ '.dep-v0': deflateSync(JSON.stringify(auditData)) }),
    buildWasm({ '.dep-v0': deflateSync(JSON.stringify(auditData)) }),
  ];
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 });

  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, fc.nat(), (sample, changes, cut) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of changes) bytes[at % Math.min(bytes.length, 400)] = value;
      const kept = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      expect(() => observe(analyzer, testFile('/x', kept))).not.toThrow();
    }),
    { numRuns: 600 },
  );
  fc.assert(
    fc.property(
      fc.constantFrom('\x7fELF', 'MZ', '\xcf\xfa\xed\xfe'),
      fc.uint8Array(),
      (head, tail) => {
        const bytes = Buffer.concat([Buffer.from(head, 'latin1'), tail]);
        expect(() => observe(analyzer, testFile('/x', bytes))).not.toThrow();
      },
    ),
  );
});
