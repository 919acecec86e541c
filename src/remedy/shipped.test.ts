import { expect, test } from 'vitest';
import type { Component, Relation } from '#model/component.ts';
import { component, deb, debian, fault, image, inventoryOf, plan } from './testing.ts';

const tsc = '/app/node_modules/@typescript/typescript-linux-x64/lib/tsc';

function embedded(name: string, version: string, path: string): Component {
  return component(['golang', name, version], path, { presence: 'embedded' });
}

function npm(name: string, more: Partial<Component> = {}): Component {
  return component(['npm', name, '1.0.0'], `/app/node_modules/${name}/package.json`, more);
}

function edge(from: Component, to: Component): Relation {
  return { from: from.id, to: to.id, kind: 'depends-on' };
}

test('a program inside an npm package comes with the dependency that brings it', () => {
  const typescript = npm('typescript', { direct: true });
  const native = npm('@typescript/typescript-linux-x64');
  const parts = [embedded('stdlib', '1.26.1', tsc), embedded('golang.org/x/text', 'v0.30.0', tsc)];
  const inventory = inventoryOf([typescript, native, ...parts], {
    relations: [edge(typescript, native)],
  });

  const { actions } = plan(inventory, [
    fault('CVE-1', 'stdlib', '1.26.6'),
    fault('CVE-2', 'golang.org/x/text', '0.39.0'),
  ]);

  expect(actions).toMatchObject([
    {
      kind: 'bump',
      title: 'take a newer release of typescript: it brings tsc (fix not known offline)',
      commands: ['npm install typescript@latest'],
      paths: ['/app/package.json'],
    },
  ]);
  expect(actions[0]?.removes).toHaveLength(2);
  expect(actions[0]?.changes.every(({ via }) => via === typescript.id)).toBe(true);
});

test('a lock file beside the tree names the tool', () => {
  const esbuild = npm('esbuild', { direct: true });
  const locked = component(['npm', 'esbuild', '1.0.0'], '/app/pnpm-lock.yaml', {
    presence: 'declared',
  });
  const program = embedded('stdlib', '1.26.1', '/app/node_modules/esbuild/bin/esbuild');

  const [action] = plan(inventoryOf([esbuild, locked, program]), [
    fault('CVE-1', 'stdlib', '1.26.6'),
  ]).actions;

  expect(action?.commands).toEqual(['pnpm update esbuild --latest']);
});

const site = '/usr/lib/python3.12/site-packages';

function dist(name: string, more: Partial<Component> = {}): Component {
  return component(['pypi', name, '1.0'], `${site}/${name}-1.0.dist-info/METADATA`, more);
}

const wheels = [
  ['the distribution of the same name', 'cryptography', `${site}/cryptography/_rust.abi3.so`],
  ['a module in one file', 'pydantic-core', `${site}/pydantic_core.cpython-312.so`],
  ['a distribution named nearly so', 'rpds-py', `${site}/rpds/rpds.cpython-312.so`],
] as const;

test.for(wheels)('a crate in an extension module is of %s', ([, name, path]) => {
  const crate = component(['cargo', 'pyo3', '0.20.0'], path, { presence: 'embedded' });

  const [action] = plan(inventoryOf([dist(name), dist('other'), crate]), [
    fault('CVE-1', 'pyo3', '0.29.0'),
  ]).actions;

  expect(action).toMatchObject({ kind: 'bump', commands: [`pip install --upgrade ${name}`] });
});

test('a distribution that another one pins is renewed with that one', () => {
  const core = dist('pydantic_core');
  const pydantic = dist('pydantic', { requires: [{ name: 'pydantic-core', range: '==1.0' }] });
  const crate = component(['cargo', 'pyo3', '0.20.0'], `${site}/pydantic_core/x.so`, {
    presence: 'embedded',
  });
  const inventory = inventoryOf([core, pydantic, crate], { relations: [edge(pydantic, core)] });

  const [action] = plan(inventory, [fault('CVE-1', 'pyo3', '0.29.0')]).actions;

  expect(action?.commands).toEqual(['pip install --upgrade pydantic']);
});

test('what a Python package carries along comes with it', () => {
  const path = `${site}/setuptools/_vendor/wheel-0.43.0.dist-info/METADATA`;
  const wheel = component(['pypi', 'wheel', '0.43.0'], path);

  const [action] = plan(inventoryOf([dist('setuptools'), wheel]), [
    fault('CVE-1', 'wheel', '0.46.2'),
  ]).actions;

  expect(action?.commands).toEqual(['pip install --upgrade setuptools']);
});

test('a directory of site-packages that nobody knows is named, with nothing to type', () => {
  const crate = component(['cargo', 'pyo3', '0.20.0'], `${site}/odd/odd.so`, {
    presence: 'embedded',
  });

  const [action] = plan(inventoryOf([crate]), [fault('CVE-1', 'pyo3', '0.29.0')]).actions;

  expect(action).toMatchObject({
    title: 'take a newer release of odd: it brings odd.so (fix not known offline)',
    commands: [],
  });
});

test('a jar inside a gem comes with the gem', () => {
  const gem = component(['gem', 'jruby-x', '1.0'], '/g/specifications/jruby-x-1.0.gemspec');
  const jar = component(['maven', 'a:b', '1.0'], '/g/gems/jruby-x-1.0/lib/b.jar');

  const [action] = plan(inventoryOf([gem, jar]), [fault('CVE-1', 'a:b', '1.1')]).actions;

  expect(action?.commands).toEqual(['gem update jruby-x']);
});

test('a program of an OS package comes with that package', () => {
  const owner = deb('docker-ce', '27.0-1', { thirdParty: true });
  const program = component(['golang', 'stdlib', '1.22.0'], '/usr/bin/dockerd', {
    presence: 'embedded',
    owner: owner.id,
  });
  const faults = [fault('CVE-1', 'stdlib', '1.22.5')];
  const parts = [deb('apt', '2.6'), owner, program];

  const [inImage] = plan(image(parts), faults).actions;
  const [onHost] = plan(inventoryOf(parts, { os: debian }), faults).actions;

  expect(inImage).toMatchObject({
    commands: [
      'RUN apt-get update && apt-get install -y --only-upgrade docker-ce && rm -rf /var/lib/apt/lists/*',
    ],
    paths: ['Dockerfile'],
  });
  expect(onHost?.commands).toEqual([
    'apt-get update && apt-get install -y --only-upgrade docker-ce',
  ]);
});

test('what matching has shown comes before what it has not, of equal worth', () => {
  const esbuild = npm('esbuild', { direct: true });
  const program = embedded('stdlib', '1.26.1', '/app/node_modules/esbuild/bin/esbuild');
  const zlib = npm('zlib', { direct: true });

  const { actions } = plan(inventoryOf([esbuild, program, zlib]), [
    fault('CVE-1', 'stdlib', '1.26.6'),
    fault('CVE-2', 'zlib', '1.0.1'),
  ]);

  expect(actions.map(({ commands }) => commands[0])).toEqual([
    'npm install zlib@1.0.1',
    'npm install esbuild@latest',
  ]);
});
