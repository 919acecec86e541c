import { expect, test } from 'vitest';
import { component, deb, fault, image, inventoryOf, plan } from './testing.ts';

const lock = '/app/package-lock.json';

const systems = [
  ['apk', 'apk-tools', 'apk add --no-cache --upgrade curl'],
  ['rpm', 'dnf', 'dnf upgrade -y curl'],
  ['rpm', 'microdnf', 'microdnf upgrade -y curl'],
  ['rpm', 'yum', 'yum update -y curl'],
  ['rpm', 'tdnf', 'tdnf update -y curl'],
  ['rpm', 'zypper', 'zypper --non-interactive update curl'],
  ['alpm', 'pacman', 'pacman -Syu --noconfirm'],
] as const;

test.for(systems)('%s with %s: %s', ([ecosystem, manager, command]) => {
  const path = '/var/lib/db';
  const inventory = inventoryOf([
    component([ecosystem, manager, '1'], path),
    component([ecosystem, 'curl', '7'], path),
  ]);

  expect(plan(inventory, [fault('CVE-1', 'curl', '8')]).actions[0]?.commands).toEqual([command]);
});

test('an image without a package manager is built again on a newer base', () => {
  const [action] = plan(image([deb('libssl3', '3.0-1')]), [
    fault('CVE-1', 'libssl3', '3.0-2'),
  ]).actions;

  expect(action?.commands).toEqual(['docker build --pull .']);
});

const tidy = [
  ['deb', 'apt', '&& rm -rf /var/lib/apt/lists/*'],
  ['rpm', 'dnf', '&& dnf clean all'],
  ['rpm', 'zypper', '&& zypper clean --all'],
] as const;

test.for(tidy)('in an image %s with %s leaves no cache behind: %s', ([ecosystem, manager, end]) => {
  const names = [manager, 'curl'].map((name) => component([ecosystem, name, '7'], '/var/lib/db'));

  const [action] = plan(image(names), [fault('CVE-1', 'curl', '8')]).actions;

  expect(action?.commands[0]).toMatch(/^RUN /);
  expect(action?.commands[0]?.endsWith(end)).toBe(true);
});

const tools = [
  ['npm', '/app/yarn.lock', 'x', 'yarn add x@2.0.0'],
  ['npm', '/app/pnpm-lock.yaml', '@a/x', 'pnpm add @a/x@2.0.0'],
  ['npm', '/usr/local/lib/node_modules/x/package.json', 'x', 'npm install --global x@2.0.0'],
  [
    'pypi',
    '/usr/lib/python3/site-packages/x.dist-info/METADATA',
    'x',
    'pip install --upgrade x==2.0.0',
  ],
  ['pypi', '/app/poetry.lock', 'x', 'poetry add x@^2.0.0'],
  ['pypi', '/app/uv.lock', 'x', "uv add 'x>=2.0.0'"],
  ['gem', '/app/Gemfile.lock', 'x', 'bundle update --conservative x'],
  ['composer', '/app/composer.lock', 'a/x', 'composer require a/x:^2.0.0 --with-all-dependencies'],
  ['cargo', '/app/Cargo.lock', 'x', 'cargo add x@2.0.0'],
  ['golang', '/app/go.mod', 'a.io/x', 'go get a.io/x@v2.0.0 && go mod tidy'],
  [
    'maven',
    '/app/app.jar!/lib/x.jar',
    'g:x',
    'mvn versions:use-dep-version -Dincludes=g:x -DdepVersion=2.0.0 -DforceVersion=true',
  ],
  ['maven', '/app/gradle.lockfile', 'g:x', 'implementation("g:x:2.0.0")'],
  [
    'npm',
    '/usr/local/lib/node_modules/npm/node_modules/x/package.json',
    'x',
    'npm install --global npm@latest',
  ],
  ['npm', '/app/node_modules/a/node_modules/x/package.json', 'x', 'npm update x'],
  [
    'gem',
    '/usr/lib/ruby/specifications/x.gemspec',
    'x',
    'gem install x --version 2.0.0 && gem cleanup x',
  ],
  ['github', '/.github/workflows/ci.yml', 'a/x', 'uses: a/x@2.0.0'],
  ['nuget', '/app/app.deps.json', 'X', 'dotnet add package X --version 2.0.0'],
] as const;

test.for(tools)('%s in %s: %s with %s', ([ecosystem, path, name, command]) => {
  const version = ecosystem === 'golang' ? 'v1.0.0' : '1.0.0';
  const inventory = inventoryOf([component([ecosystem, name, version], path)]);

  expect(plan(inventory, [fault('CVE-1', name, '2.0.0')]).actions[0]?.commands).toEqual([command]);
});

test('names from the artifact are quoted, and none is taken for an option', () => {
  const evil = component(['npm', 'x;rm -rf ~', '1.0.0'], lock, { direct: true });
  const option = component(['npm', '--global', '1.0.0'], lock, { direct: true });

  const { actions } = plan(inventoryOf([evil, option]), [
    fault('CVE-1', evil.name, '2.0.0'),
    fault('CVE-2', option.name, '2.0.0'),
  ]);

  expect(actions.map(({ commands }) => commands)).toEqual(
    expect.arrayContaining([["npm install 'x;rm -rf ~@2.0.0'"], []]),
  );
});

test('programs are rebuilt with a newer Go', () => {
  const programs = ['/a', '/b'].map((path) =>
    component(['golang', 'stdlib', '1.21.0'], path, { presence: 'embedded' }),
  );

  const { actions } = plan(inventoryOf(programs), [fault('CVE-1', 'stdlib', '1.21.5')]);

  expect(actions).toMatchObject([
    { kind: 'toolchain', title: 'rebuild with Go 1.21.5 or newer: 2 places', paths: ['/a', '/b'] },
  ]);
  expect(actions[0]?.removes).toHaveLength(2);
});

test('a shared framework comes with the .NET runtime', () => {
  const name = 'Microsoft.NETCore.App.Runtime.linux-musl-x64';
  const inventory = inventoryOf([component(['nuget', name, '8.0.1'], '/app/x.deps.json')]);

  const { actions } = plan(inventory, [fault('CVE-1', name, '8.0.8')]);

  expect(actions).toMatchObject([
    { kind: 'toolchain', title: 'move to .NET 8.0.8 or newer: /app/x.deps.json' },
  ]);
});

test('versions that begin with a year are no major steps', () => {
  const item = component(['pypi', 'certifi', '2022.12.7'], '/a/site-packages/certifi/METADATA');

  const { actions } = plan(inventoryOf([item]), [fault('CVE-1', 'certifi', '2024.7.4')]);

  expect(actions).toMatchObject([{ effort: 2 }]);
});

test('a crate that another one brings is updated by the version that is there', () => {
  const path = '/app/Cargo.lock';
  const parent = component(['cargo', 'hyper', '0.14.0'], path, { direct: true });
  const child = component(['cargo', 'h2', '0.3.0'], path);
  const relations = [{ from: parent.id, to: child.id, kind: 'depends-on' }] as const;

  const { actions } = plan(inventoryOf([parent, child], { relations }), [
    fault('CVE-1', 'h2', '0.3.26'),
  ]);

  expect(actions[0]?.commands).toEqual(['cargo update --package h2@0.3.0 --precise 0.3.26']);
});

test('development dependencies are left out of an image', () => {
  const path = '/app/node_modules/x/package.json';
  const item = component(['npm', 'x', '1.0.0'], path, { scopes: ['dev'] });

  const { actions } = plan(image([item]), [fault('CVE-1', 'x', undefined)]);

  expect(actions).toMatchObject([{ kind: 'remove', commands: ['npm ci --omit=dev'], effort: 3 }]);
});

test('a Go module below 1.0 stays in its line', () => {
  const net = component(['golang', 'golang.org/x/net', 'v0.10.0'], '/app/go.mod');

  const { actions } = plan(inventoryOf([net]), [fault('CVE-1', net.name, '0.33.0')]);

  expect(actions).toMatchObject([
    { effort: 2, commands: ['go get golang.org/x/net@v0.33.0 && go mod tidy'] },
  ]);
});
