import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { edgesOf, linesOf, observe } from '../test-file.ts';
import { denoJsonAnalyzer } from './deno-json.ts';
import { denoLockAnalyzer } from './deno-lock.ts';

const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
const sha256 = 'ab'.repeat(32);

const fifth = JSON.stringify({
  version: '5',
  specifiers: {
    'jsr:@harbor/crane@1': '1.0.3',
    'npm:rope@^5.3.0': '5.3.0_tide@1.0.0',
    'npm:tide@1': '1.0.0',
  },
  jsr: {
    '@harbor/crane@1.0.3': {
      integrity: sha256,
      dependencies: ['jsr:@harbor/hook', 'npm:rope@^5.3.0'],
    },
    '@harbor/hook@0.2.0': { integrity: sha256 },
  },
  npm: {
    'rope@5.3.0_tide@1.0.0': {
      integrity,
      dependencies: ['tide', 'mast@2.0.0'],
      optionalDependencies: ['sail'],
    },
    'tide@1.0.0': { integrity },
    'mast@1.0.0': { integrity },
    'mast@2.0.0': { integrity },
    'sail@0.1.0': { integrity, os: ['linux'] },
  },
  redirects: { 'https://deno.land/x/oak/mod.ts': 'https://deno.land/x/oak@v12.0.0/mod.ts' },
  remote: {
    'https://deno.land/std@0.200.0/path/mod.ts': sha256,
    'https://deno.land/std@0.200.0/path/posix.ts': sha256,
    'https://deno.land/x/oak@v12.0.0/mod.ts': sha256,
    'https://esm.sh/v135/@scope/lib@4.1.0/es2022/lib.mjs': sha256,
    'https://cdn.jsdelivr.net/npm/plain@1.2.3/index.js': sha256,
    'https://example.com/own.ts': sha256,
  },
  workspace: {
    dependencies: ['jsr:@harbor/crane@1'],
    packageJson: { dependencies: ['npm:rope@^5.3.0'] },
    members: { web: { dependencies: ['npm:tide@1'] } },
  },
});

test('reads version 5 of deno.lock', () => {
  const seen = observe(denoLockAnalyzer, '/app/deno.lock', fifth);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:npm/rope@5.3.0 | declared | direct | sha512:0101",
      "pkg:npm/tide@1.0.0 | declared | direct | sha512:0101",
      "pkg:npm/mast@1.0.0 | declared | indirect | sha512:0101",
      "pkg:npm/mast@2.0.0 | declared | indirect | sha512:0101",
      "pkg:npm/sail@0.1.0 | declared | indirect | sha512:0101",
      "pkg:jsr/%40harbor/crane@1.0.3 | declared | direct | sha256:abab",
      "pkg:jsr/%40harbor/hook@0.2.0 | declared | indirect | sha256:abab",
      "pkg:generic/deno.land/std@0.200.0 | declared",
      "pkg:generic/deno.land/x/oak@12.0.0 | declared",
      "pkg:npm/%40scope/lib@4.1.0 | declared",
      "pkg:npm/plain@1.2.3 | declared",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:npm/rope@5.3.0 -> pkg:npm/tide@1.0.0",
      "pkg:npm/rope@5.3.0 -> pkg:npm/mast@2.0.0",
      "pkg:npm/rope@5.3.0 -> pkg:npm/sail@0.1.0 (optional)",
      "pkg:jsr/%40harbor/crane@1.0.3 -> pkg:jsr/%40harbor/hook@0.2.0",
      "pkg:jsr/%40harbor/crane@1.0.3 -> pkg:npm/rope@5.3.0",
    ]
  `);
});

const third = JSON.stringify({
  version: '3',
  packages: {
    specifiers: {
      'jsr:@harbor/crane@1': 'jsr:@harbor/crane@1.0.3',
      'npm:rope@^5': 'npm:rope@5.3.0',
    },
    jsr: { '@harbor/crane@1.0.3': { integrity: sha256, dependencies: ['npm:rope@^5'] } },
    npm: {
      'rope@5.3.0': { integrity, dependencies: { alias: 'tide@1.0.0' } },
      'tide@1.0.0': { integrity, dependencies: {} },
    },
  },
  remote: {},
  workspace: { dependencies: ['jsr:@harbor/crane@1'] },
});

test('reads version 3 of deno.lock', () => {
  const seen = observe(denoLockAnalyzer, '/app/deno.lock', third);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:npm/rope@5.3.0 | declared | indirect | sha512:0101",
      "pkg:npm/tide@1.0.0 | declared | indirect | sha512:0101",
      "pkg:jsr/%40harbor/crane@1.0.3 | declared | direct | sha256:abab",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:npm/rope@5.3.0 -> pkg:npm/tide@1.0.0",
      "pkg:jsr/%40harbor/crane@1.0.3 -> pkg:npm/rope@5.3.0",
    ]
  `);
});

const second = JSON.stringify({
  version: '2',
  remote: {},
  npm: {
    specifiers: { 'rope@^5': 'rope@5.3.0' },
    packages: {
      'rope@5.3.0': { integrity, dependencies: { tide: 'tide@1.0.0' } },
      'tide@1.0.0': { integrity, dependencies: {} },
    },
  },
});

test('reads version 2 of deno.lock, which does not tell what is direct', () => {
  const seen = observe(denoLockAnalyzer, '/app/deno.lock', second);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:npm/rope@5.3.0 | declared | sha512:0101",
      "pkg:npm/tide@1.0.0 | declared | sha512:0101",
    ]
  `);
  expect(edgesOf(seen)).toEqual(['pkg:npm/rope@5.3.0 -> pkg:npm/tide@1.0.0']);
});

const manifest = `{
  // comments are allowed
  "imports": {
    "@harbor/crane": "jsr:@harbor/crane@1.0.3",
    "rope": "npm:rope@^5",
    "sub": "npm:/tide@1.0.0/sub",
    "own": "./own.ts",
  },
  "scopes": { "https://example.com/": { "x": "npm:@scope/lib@4.1.0" } }
}`;

test('reads the imports of a deno.json', () => {
  expect(linesOf(observe(denoJsonAnalyzer, '/app/deno.jsonc', manifest))).toMatchInlineSnapshot(`
    [
      "pkg:jsr/%40harbor/crane@1.0.3 | declared | direct",
      "pkg:npm/rope | declared | direct",
      "pkg:npm/tide@1.0.0 | declared | direct",
      "pkg:npm/%40scope/lib@4.1.0 | declared | direct",
    ]
  `);
});

test.for([
  [denoLockAnalyzer, '/deno.lock', fifth],
  [denoLockAnalyzer, '/deno.lock', third],
  [denoJsonAnalyzer, '/deno.json', manifest],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
