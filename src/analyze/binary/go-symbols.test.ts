import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import { binaryAnalyzers } from './analyzers.ts';
import { componentsOf, observe, testFile } from './testing/file.ts';
import { type FunctionTableOptions, goFunctionTable } from './testing/go-functions.ts';
import { buildElf, buildMachO, buildPe, goInline } from './testing/programs.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'binary/program') ?? expect.fail();

const modules = [
  'path\texample.com/shop/cmd/shop',
  'mod\texample.com/shop\tv1.0.0\t',
  'dep\tgopkg.in/yaml.v3\tv3.0.1\th1:abc=',
  'dep\tgolang.org/x/net\tv0.1.0',
  '=>\tgithub.com/fork/net\tv0.2.0\th1:def=',
  'dep\texample.com/shop/tools\tv0.1.0',
  'dep\texample.com/types\tv0.1.0',
  '',
].join('\n');

const names = [
  'runtime.goexit',
  'runtime.(*mheap).alloc',
  'net/http.(*Server).Serve.func1',
  'slices.SortFunc[go.shape.struct { A/b.C string; d []int }]',
  'vendor/golang.org/x/net/idna.ToASCII',
  'type:.eq.struct { net/http.secret }',
  'go.buildid',
  'main.main',
  'main.serve.Handle.func2',
  'example.com/shop/store.(*Set[...]).Add-fm',
  'example.com/shop/tools/run.Run-range1',
  'gopkg.in/yaml%2ev3.(*Decoder).Decode',
  'golang.org/x/net/html.Parse.gowrap1',
  'golang.org/x/netx.Other',
  '_cgo_12_Cfunc_x',
];

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function has(component: Component | undefined, symbol: string): boolean {
  const bytes = Buffer.from(component?.linked?.functions ?? '', 'base64');
  const hashes = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32LE(at * 4));
  expect(hashes).toEqual([...new Set(hashes)].sort((a, b) => a - b));
  return hashes.includes(hashOf(symbol));
}

function scan(program: Buffer): (name: string) => Component | undefined {
  const { observations, error } = observe(analyzer, testFile('/app/shop', program));
  expect(error).toBeUndefined();
  return (name) => componentsOf(observations).find((component) => component.name === name);
}

function program(minor: number, options: FunctionTableOptions = {}): Buffer {
  return buildElf(
    {
      '.gopclntab': goFunctionTable(names, options),
      '.go.buildinfo': goInline(`go1.${minor}.1`, modules),
    },
    options,
  );
}

const narrow = { wide: false, littleEndian: false };
const info = goInline('go1.25.1', modules);
const table = goFunctionTable(names);
const forms: readonly (readonly [string, Buffer])[] = [
  ['Go 1.26', program(26)],
  ['Go 1.20', program(20)],
  ['Go 1.18', program(18, { minor: 18 })],
  ['Go 1.16', program(16, { minor: 16 })],
  ['Go 1.15', program(15, { minor: 15 })],
  ['a 32-bit big-endian machine', program(22, narrow)],
  ['Go 1.17 on a 32-bit big-endian machine', program(17, { minor: 16, ...narrow })],
  [
    'a position-independent program',
    buildElf({ '.data.rel.ro.gopclntab': table, '.go.buildinfo': info }),
  ],
  ['a program linked by gcc', buildElf({ '.data.rel.ro': table, '.go.buildinfo': info })],
  [
    'a program without section table',
    buildElf({ '.data': info, '.rodata': table }, { bare: true }),
  ],
  ['PE', buildPe({ '.rdata': table, '.data': info })],
  ['Mach-O', buildMachO({ __gopclntab: table, __go_buildinfo: info })],
];

test.for(forms)('tells which code is linked, in a program of %s', ([, bytes]) => {
  const named = scan(bytes);

  const packages = [
    'stdlib',
    'example.com/shop',
    'example.com/shop/tools',
    'gopkg.in/yaml.v3',
    'github.com/fork/net',
  ].map((name) => named(name)?.linked?.packages);
  expect(packages).toEqual([
    expect.arrayContaining(['net/http', 'runtime', 'vendor/golang.org/x/net/idna']),
    ['example.com/shop/cmd/shop', 'example.com/shop/store'],
    ['example.com/shop/tools/run'],
    ['gopkg.in/yaml.v3'],
    ['github.com/fork/net/html'],
  ]);
});

test('a module of which nothing was kept is known to be absent', () => {
  expect(scan(program(22))('example.com/types')?.linked).toEqual({ packages: [], functions: '' });
});

test.for([
  ['a method, in the closure of which it stands', 'stdlib', 'net/http.Server.Serve'],
  ['a method of a pointer', 'stdlib', 'runtime.mheap.alloc'],
  ['a function with type parameters', 'stdlib', 'slices.SortFunc'],
  ['a method of a type with parameters', 'example.com/shop', 'example.com/shop/store.Set.Add'],
  ['the body of a loop', 'example.com/shop/tools', 'example.com/shop/tools/run.Run'],
  ['a path with escaped dots', 'gopkg.in/yaml.v3', 'gopkg.in/yaml.v3.Decoder.Decode'],
  ['a replaced module', 'github.com/fork/net', 'github.com/fork/net/html.Parse'],
  ['the main package', 'example.com/shop', 'example.com/shop/cmd/shop.main'],
  ['an inlined closure, its own function', 'example.com/shop', 'example.com/shop/cmd/shop.serve'],
  ['an inlined closure, the other', 'example.com/shop', 'example.com/shop/cmd/shop.Handle'],
] as const)('a function is known by the name of %s', ([, module, symbol]) => {
  const component = scan(program(22))(module);

  expect(has(component, symbol)).toBe(true);
  expect(has(component, `${symbol}x`)).toBe(false);
});

test('very large modules tell their packages only, the standard library also its functions', () => {
  const many = Array.from({ length: 40_000 }, (_, at) => `gopkg.in/yaml%2ev3.F${at}`);
  const bytes = buildElf({
    '.gopclntab': goFunctionTable([...names, ...many]),
    '.go.buildinfo': info,
  });

  const named = scan(bytes);

  expect(named('gopkg.in/yaml.v3')?.linked).toEqual({ packages: ['gopkg.in/yaml.v3'] });
  expect(has(named('stdlib'), 'runtime.goexit')).toBe(true);
});

test.for([
  [
    'names that are no Go program',
    buildElf({ '.gopclntab': goFunctionTable(['a.b']), '.go.buildinfo': info }),
  ],
  ['no table', buildElf({ '.go.buildinfo': info })],
  [
    'a table that ends early',
    buildElf({ '.gopclntab': table.subarray(0, 90), '.go.buildinfo': info }),
  ],
] as const)('%s prove nothing', ([, bytes]) => {
  expect(scan(bytes)('stdlib')).not.toHaveProperty('linked');
});

test('damaged tables and names give input and limit errors only', () => {
  const samples = forms.map(([, bytes]) => bytes);
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, (sample, changes) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      expect(() => observe(analyzer, testFile('/x', bytes))).not.toThrow();
    }),
    { numRuns: 300 },
  );
  const piece = fc.constantFrom(
    'a',
    '/',
    '.',
    '(*',
    ')',
    '[',
    ']',
    '%2e',
    'func1',
    '-fm',
    ' ',
    '\u00b7',
  );
  const name = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 20 }), (list) => {
      const bytes = buildElf({
        '.gopclntab': goFunctionTable([...list, 'runtime.x']),
        '.go.buildinfo': info,
      });
      expect(observe(analyzer, testFile('/x', bytes)).error).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
