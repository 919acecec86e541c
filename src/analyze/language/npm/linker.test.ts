import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import { componentsOf, observe } from '../test-file.ts';
import { npmLinker } from './linker.ts';
import { packageJsonAnalyzer } from './package-json.ts';

function install(path: string, version: string, dependencies: Record<string, string> = {}) {
  const name = /((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1];
  const text = JSON.stringify({ name, version, dependencies });
  return componentsOf(observe(packageJsonAnalyzer, path, text));
}

function link(components: readonly Component[]): string[] {
  return [...npmLinker.link(components)].map(({ from, to, scope }) =>
    [from.split('#')[1], to.split('#')[1], scope].filter((part) => part !== undefined).join(' -> '),
  );
}

test('the nearest node_modules upwards answers', () => {
  const components = [
    ...install('/app/package.json', '1.0.0', { a: '1', b: '2' }),
    ...install('/app/node_modules/a/package.json', '1.0.0', { b: '1', '@s/c': '1', missing: '1' }),
    ...install('/app/node_modules/a/node_modules/b/package.json', '1.0.0', { a: '1' }),
    ...install('/app/node_modules/b/package.json', '2.0.0'),
    ...install('/app/node_modules/@s/c/package.json', '1.0.0', { b: '2' }),
    ...install('/other/node_modules/missing/package.json', '1.0.0'),
  ];

  expect(link(components)).toEqual([
    '/app/package.json -> /app/node_modules/a/package.json',
    '/app/package.json -> /app/node_modules/b/package.json',
    '/app/node_modules/a/package.json -> /app/node_modules/a/node_modules/b/package.json',
    '/app/node_modules/a/package.json -> /app/node_modules/@s/c/package.json',
    '/app/node_modules/a/node_modules/b/package.json -> /app/node_modules/a/package.json',
    '/app/node_modules/@s/c/package.json -> /app/node_modules/b/package.json',
  ]);
});

test('packages of a pnpm store are found without its symbolic links', () => {
  const store = '/app/node_modules/.pnpm';
  const components = [
    ...install('/app/package.json', '1.0.0', { a: '^1.0.0' }),
    ...install(`${store}/a@1.0.0/node_modules/a/package.json`, '1.0.0', { b: '^2.0.0', c: '1' }),
    ...install(`${store}/b@1.0.0/node_modules/b/package.json`, '1.0.0'),
    ...install(`${store}/b@2.0.0/node_modules/b/package.json`, '2.0.0'),
    ...install(`${store}/b@2.4.0/node_modules/b/package.json`, '2.4.0'),
    ...install(`${store}/c@1.5.0/node_modules/c/package.json`, '1.5.0', { d: 'npm:@s/e@^1' }),
    ...install(`${store}/@s+e@1.0.0/node_modules/@s/e/package.json`, '1.0.0'),
  ];

  expect(link(components)).toEqual([
    `/app/package.json -> ${store}/a@1.0.0/node_modules/a/package.json`,
    `${store}/a@1.0.0/node_modules/a/package.json -> ${store}/b@2.4.0/node_modules/b/package.json`,
    `${store}/a@1.0.0/node_modules/a/package.json -> ${store}/c@1.5.0/node_modules/c/package.json`,
    `${store}/c@1.5.0/node_modules/c/package.json -> ${store}/@s+e@1.0.0/node_modules/@s/e/package.json`,
  ]);
});

test('a deep tree with many requirements costs little', () => {
  const deep = Array.from({ length: 250 }, (_, at) =>
    install(`${'/node_modules/a'.repeat(at + 1)}/package.json`, '1.0.0'),
  ).flat();
  const wanted = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`p${at}`, '1']));
  const leaf = install(`${'/node_modules/a'.repeat(260)}/package.json`, '1.0.0', wanted);
  expect(() => {
    link([...deep, ...leaf]);
  }).not.toThrow();
});
