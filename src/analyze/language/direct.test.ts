import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Analyzer } from '#contract/analyzer.ts';
import { depsJsonAnalyzer } from './dotnet/deps-json.ts';
import { packagesLockAnalyzer } from './dotnet/packages-lock.ts';
import { bunLockAnalyzer } from './npm/bun-lock.ts';
import { packageLockAnalyzer } from './npm/package-lock.ts';
import { pnpmLockAnalyzer } from './npm/pnpm-lock.ts';
import { yarnLockAnalyzer } from './npm/yarn-lock.ts';
import { composerInstalledAnalyzer } from './php/composer.ts';
import { pdmLockAnalyzer } from './python/pdm-lock.ts';
import { poetryLockAnalyzer } from './python/poetry-lock.ts';
import { uvLockAnalyzer } from './python/uv-lock.ts';
import { gemfileLockAnalyzer } from './ruby/gemfile-lock.ts';
import { componentsOf, observe } from './test-file.ts';

/** Name, whether direct, and the ranges that it declares. */
function summary(analyzer: Analyzer, sample: string, path: string): readonly string[] {
  const text = readFileSync(new URL(sample, import.meta.url), 'utf8');
  return componentsOf(observe(analyzer, path, text)).map(
    ({ name, version, direct, requires = [] }) =>
      [
        `${name} ${version}`,
        direct === undefined ? 'unstated' : direct ? 'direct' : 'indirect',
        ...requires.map((one) => `${one.name} ${one.range ?? '*'}`),
      ].join(' | '),
  );
}

test('package-lock.json states what the project asks for, and ranges', () => {
  expect(
    summary(packageLockAnalyzer, 'npm/testdata/package-lock.v3.json', '/a/package-lock.json'),
  ).toMatchInlineSnapshot(`
    [
      "express-like 4.18.2 | direct | debug-like 2.6.9 | @scope/util ^1.0.0 | native-like ~2.0.0 | absent 1",
      "debug-like 2.6.9 | indirect | ms-like 2.0.0",
      "debug-like 4.3.4 | direct | ms-like 2.0.0",
      "ms-like 2.0.0 | indirect",
      "native-like 2.0.1 | indirect",
      "@scope/util 1.1.0 | indirect | ms-like *",
      "real-name 9.0.0 | indirect",
      "@shop/web 0.1.0 | indirect | debug-like ^4",
      "tool 1.0.0 | indirect | web *",
    ]
  `);
});

test('version 1 of package-lock.json states ranges only', () => {
  expect(
    summary(packageLockAnalyzer, 'npm/testdata/package-lock.v1.json', '/a/package-lock.json'),
  ).toMatchInlineSnapshot(`
    [
      "express-like 4.18.2 | unstated | debug-like 2.6.9 | ms-like 2.0.0",
      "debug-like 4.3.4 | unstated | ms-like 2.0.0",
      "ms-like 2.0.0 | unstated",
      "@real/name 9.0.0 | unstated",
      "from-git  | unstated",
      "debug-like 2.6.9 | unstated | ms-like 2.0.0",
    ]
  `);
});

test('yarn 1 states ranges only', () => {
  expect(
    summary(yarnLockAnalyzer, 'npm/testdata/yarn.v1.lock', '/a/yarn.lock'),
  ).toMatchInlineSnapshot(`
    [
      "@scope/util 1.1.0 | unstated",
      "@real/name 9.0.1 | unstated",
      "express-like 4.18.2 | unstated | @scope/util ^1.1.0 | alias @real/name@^9.0.0 | gone ^1.0.0 | native-like ~2.0.0",
      "from-git 1.0.0 | unstated",
      "native-like 2.0.1 | unstated",
    ]
  `);
});

test('berry states what workspaces ask for', () => {
  expect(
    summary(yarnLockAnalyzer, 'npm/testdata/yarn.berry.lock', '/a/yarn.lock'),
  ).toMatchInlineSnapshot(`
    [
      "@scope/util 1.1.0 | indirect",
      "@real/name 9.0.1 | indirect",
      "express-like 4.18.2 | direct | @scope/util ^1.1.0 | alias @real/name@^9.0.0 | fsevents patch:fsevents@npm%3A~2.3.2#optional!builtin<compat/fsevents>",
      "fsevents 2.3.3 | indirect",
    ]
  `);
});

test('pnpm-lock.yaml 5 states what projects ask for', () => {
  expect(
    summary(pnpmLockAnalyzer, 'npm/testdata/pnpm-lock.v5.yaml', '/a/pnpm-lock.yaml'),
  ).toMatchInlineSnapshot(`
    [
      "@scope/util 1.1.0 | indirect",
      "express-like 4.18.2 | direct | react-like *",
      "native-like 2.0.1 | indirect",
      "react-like 18.2.0 | indirect",
      "real-name 9.0.0 | indirect",
      "other 1.0.0 | indirect",
      "from-git 3.0.0 | indirect",
    ]
  `);
});

test('pnpm-lock.yaml 6 states what projects ask for', () => {
  expect(
    summary(pnpmLockAnalyzer, 'npm/testdata/pnpm-lock.v6.yaml', '/a/pnpm-lock.yaml'),
  ).toMatchInlineSnapshot(`
    [
      "@scope/util 1.1.0 | indirect",
      "express-like 4.18.2 | direct",
      "native-like 2.0.1 | indirect",
      "react-like 18.2.0 | indirect",
      "real-name 9.0.0 | indirect",
      "other 1.0.0 | indirect",
      "from-git 3.0.0 | indirect",
    ]
  `);
});

test('pnpm-lock.yaml 9 states what projects ask for', () => {
  expect(
    summary(pnpmLockAnalyzer, 'npm/testdata/pnpm-lock.v9.yaml', '/a/pnpm-lock.yaml'),
  ).toMatchInlineSnapshot(`
    [
      "@scope/util 1.1.0 | indirect",
      "express-like 4.18.2 | direct | react-like *",
      "native-like 2.0.1 | indirect",
      "react-like 18.2.0 | indirect",
      "real-name 9.0.0 | indirect",
      "other 1.0.0 | direct",
    ]
  `);
});

test('bun.lock states what projects ask for, and ranges', () => {
  expect(summary(bunLockAnalyzer, 'npm/testdata/bun.lock', '/a/bun.lock')).toMatchInlineSnapshot(`
    [
      "@scope/util 1.1.0 | indirect | ms-like ^1",
      "real-name 9.0.0 | indirect",
      "express-like 4.18.2 | direct | @scope/util ^1.1.0 | ms-like 2 | alias npm:real-name@9",
      "ms-like 1.0.0 | indirect",
      "ms-like 2.0.0 | indirect | util *",
      "util 0.1.0 | indirect",
    ]
  `);
});

test('poetry.lock states ranges only', () => {
  expect(
    summary(poetryLockAnalyzer, 'python/testdata/poetry.lock', '/a/poetry.lock'),
  ).toMatchInlineSnapshot(`
    [
      "harbor-pilot 4.2.0 | unstated | Tide_Tables >=1.1,<2",
      "tide-tables 1.9 | unstated",
      "rope 3.0 | unstated",
      "checker 7.0 | unstated",
    ]
  `);
});

test('pdm.lock states ranges only', () => {
  expect(
    summary(pdmLockAnalyzer, 'python/testdata/pdm.lock', '/a/pdm.lock'),
  ).toMatchInlineSnapshot(`
    [
      "harbor-pilot 4.2.0 | unstated | Tide_Tables <2,>=1.1",
      "tide-tables 1.9 | unstated",
      "checker 7.0 | unstated",
    ]
  `);
});

test('uv.lock states what projects ask for', () => {
  expect(summary(uvLockAnalyzer, 'python/testdata/uv.lock', '/a/uv.lock')).toMatchInlineSnapshot(`
    [
      "harbor-pilot 4.2.0 | direct",
      "tide-tables 1.9 | indirect",
      "tide-tables 2.0 | indirect",
      "rope 3.0 | indirect",
      "checker 7.0 | direct",
    ]
  `);
});

test('Gemfile.lock states what the Gemfile asks for, and ranges', () => {
  expect(
    summary(gemfileLockAnalyzer, 'ruby/testdata/Gemfile.lock', '/a/Gemfile.lock'),
  ).toMatchInlineSnapshot(`
    [
      "anchor 0.3.0 | direct | rope >= 1.0",
      "hull 0.1.0 | direct",
      "harpoon 2.4.1 | direct | rope ~> 1.2, >= 1.2.4",
      "harpoon 2.4.1 | direct | rope ~> 1.2, >= 1.2.4",
      "rope 1.3.0.pre1 | indirect",
      "whale-oil 4.0 | direct | harpoon = 2.4.1 | not-locked *",
    ]
  `);
});

test('installed.json states ranges only', () => {
  expect(
    summary(
      composerInstalledAnalyzer,
      'php/testdata/installed.json',
      '/a/vendor/composer/installed.json',
    ),
  ).toMatchInlineSnapshot(`
    [
      "Harbor/Crane v2.3.1 | unstated | harbor/Rope ^1.0 | psr/log-implementation 1.0",
      "harbor/rope 1.4.0 | unstated",
      "logbook/logger 3.0.0 | unstated | harbor/string *",
      "testing/tool dev-main | unstated",
    ]
  `);
});

test('packages.lock.json states what is direct, and ranges', () => {
  expect(
    summary(packagesLockAnalyzer, 'dotnet/testdata/packages.lock.json', '/a/packages.lock.json'),
  ).toMatchInlineSnapshot(`
    [
      "Ledger.Core 3.1.2 | direct | ledger.abstractions 3.0.0 | Gone 1.0.0",
      "Ledger.Abstractions 3.0.0 | indirect",
      "Native.Ledger 1.0.0 | indirect",
    ]
  `);
});

test('deps.json states what its projects ask for', () => {
  expect(
    summary(depsJsonAnalyzer, 'dotnet/testdata/shop.deps.json', '/a/shop.deps.json'),
  ).toMatchInlineSnapshot(`
    [
      "Shop 1.0.0 | unstated",
      "Microsoft.NETCore.App.Runtime.linux-x64 8.0.4 | direct",
      "Ledger.Core 3.1.2 | direct",
      "Ledger.Abstractions 3.0.0 | indirect",
    ]
  `);
});
