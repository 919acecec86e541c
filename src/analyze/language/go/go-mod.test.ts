import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryAnalyzers } from '../../binary/analyzers.ts';
import { componentsOf, edgesOf, gapsOf, observe, testFile } from '../../binary/testing/file.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'go/mod') ?? expect.fail();

const sample = `module example.com/shop // comment

go 1.21
toolchain go1.22.1

require (
	github.com/BurntSushi/toml v1.3.2
	golang.org/x/net v0.1.0 // indirect
	"example.com/local" v1.0.0
)
require github.com/old/thing v1.0.0 // indirect; kept
exclude golang.org/x/net v0.0.1
replace (
	example.com/local => ../local
	github.com/old/thing v1.0.0 => github.com/new/thing v1.1.0
	golang.org/x/net v0.9.9 => golang.org/x/net v1.0.0
)
`;

function read(text: string) {
  return observe(analyzer, testFile('/src/go.mod', text));
}

test('reads requirements of lines and blocks, with replacements', () => {
  const { observations } = read(sample);

  expect(
    componentsOf(observations).map(({ purl, presence, locations }) => [
      purl,
      presence,
      locations[0].line,
    ]),
  ).toEqual([
    ['pkg:golang/example.com/shop', 'declared', undefined],
    ['pkg:golang/github.com/BurntSushi/toml@v1.3.2', 'declared', 7],
    ['pkg:golang/golang.org/x/net@v0.1.0', 'declared', 8],
    ['pkg:golang/example.com/local', 'declared', 9],
    ['pkg:golang/github.com/new/thing@v1.1.0', 'declared', 11],
  ]);
});

test('the module depends on what it requires directly', () => {
  expect(edgesOf(read(sample).observations)).toEqual([
    'pkg:golang/example.com/shop -> pkg:golang/github.com/BurntSushi/toml@v1.3.2',
    'pkg:golang/example.com/shop -> pkg:golang/example.com/local',
  ]);
});

test.for([
  ['go 1.16', 'go 1.16\n', 1],
  ['no go directive', '', 1],
  ['go 1.17', 'go 1.17\n', 0],
  ['go 1.22.1', 'go 1.22.1\n', 0],
] as const)('indirect modules that may be missing (%s) are a gap', ([, go, gaps]) => {
  const { observations } = read(`module m\n${go}require a.com/b v1.0.0\n`);

  expect(gapsOf(observations)).toHaveLength(gaps);
});

test('a requirement without a version is malformed', () => {
  expect(read('module m\ngo 1.20\nrequire a.com/b\n').error?.code).toBe('input.malformed');
});

test('hostile files give input and limit errors only', () => {
  fc.assert(
    fc.property(fc.nat(sample.length), fc.string(), (at, added) => {
      expect(() => read(sample.slice(0, at) + added + sample.slice(at))).not.toThrow();
    }),
  );
});
