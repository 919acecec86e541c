import { expect, test } from 'vitest';
import type { Requirement } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import { component, fault, inventoryOf, plan } from './testing.ts';

const proposals: readonly (readonly [Ecosystem, string, string, string])[] = [
  ['npm', '1.0.0', '2.0.0-rc.1', '2.0.0'],
  ['npm', '2.0.0-beta.1', '2.0.0-rc.1', '2.0.0-rc.1'],
  ['pypi', '1.0', '2.0rc1', '2.0'],
  ['pypi', '1.0', '2.0.post1', '2.0.post1'],
  ['maven', '1.0', '2.0.0.RC1', '2.0.0'],
  ['maven', '30.0-jre', '32.0.0-jre', '32.0.0-jre'],
  ['maven', '30.0-android', '32.0.0-android', '32.0.0-android'],
  ['maven', '5.0.0.Final', '5.1.0.Final', '5.1.0.Final'],
  ['gem', '1.0.0', '2.0.0.beta2', '2.0.0'],
  ['composer', '1.0.0', '2.0.0-RC1', '2.0.0'],
  ['nuget', '1.0.0', '2.0.0-preview.1', '2.0.0'],
  [
    'golang',
    'v0.1.0',
    '0.1.1-0.20240102030405-0123456789ab',
    '0.1.1-0.20240102030405-0123456789ab',
  ],
];

test.for(proposals)('%s %s with a fix in %s goes to %s', ([ecosystem, from, fixed, to]) => {
  const item = component([ecosystem, 'x', from], '/app/lock');

  const [action] = plan(inventoryOf([item]), [fault('CVE-1', 'x', fixed)]).actions;

  expect(action?.changes[0]?.to).toBe(to);
});

function locked(
  [ecosystem, path]: readonly [Ecosystem, string],
  asks: readonly Requirement[],
  direct: boolean | undefined,
) {
  const top = component([ecosystem, 'top', '1.0.0'], path, { direct: true, requires: asks });
  const item = component([ecosystem, 'x', '1.0.0'], path, {
    ...(direct !== undefined && { direct }),
  });
  return inventoryOf([top, item], {
    relations: [{ from: top.id, to: item.id, kind: 'depends-on' }],
  });
}

const locks = [
  ['npm', '/a/package-lock.json', '~1.0.0', 'npm pkg set', 'npm update x'],
  ['npm', '/a/yarn.lock', '1.0.0', 'npm pkg set', 'yarn upgrade x'],
  ['npm', '/a/pnpm-lock.yaml', '1.0.x', 'npm pkg set', 'pnpm update x'],
  ['pypi', '/a/poetry.lock', '>=1.0,<1.1', '', 'poetry update x'],
  ['pypi', '/a/uv.lock', '~=1.0.0', '', 'uv lock --upgrade-package x'],
  ['gem', '/a/Gemfile.lock', '~> 1.0.0', '', 'bundle update --conservative x'],
  ['composer', '/a/composer.lock', '~1.0.0', '', 'composer update x'],
  ['cargo', '/a/Cargo.lock', '~1.0.0', '', 'cargo update --package x@1.0.0'],
  ['nuget', '/a/packages.lock.json', '[1.0.0]', 'dotnet add', 'dotnet add package x'],
] as const;

test.for(locks)('%s in %s: %s refuses 1.2.0', ([ecosystem, path, range, override, refresh]) => {
  const faults = [fault('CVE-1', 'x', '1.2.0')];

  const [held] = plan(locked([ecosystem, path], [{ name: 'x', range }], false), faults).actions;
  const [free] = plan(locked([ecosystem, path], [{ name: 'x' }], undefined), faults).actions;

  expect(held?.blockers).toEqual([`top 1.0.0 requires x ${range}`]);
  expect(held?.commands[0] ?? '').toContain(override);
  expect(free?.blockers).toEqual([]);
  expect(free?.commands[0]).toContain(refresh);
});

test('the flag of the lock file decides what is direct, whoever else asks', () => {
  const faults = [fault('CVE-1', 'x', '1.2.0')];
  const lock = ['npm', '/a/package-lock.json'] as const;

  const [action] = plan(locked(lock, [{ name: 'x', range: '~1.0.0' }], true), faults).actions;

  expect(action).toMatchObject({ commands: ['npm install x@1.2.0'], blockers: [] });
});

test('of several ranges of one parent only that of this copy counts', () => {
  const lock = ['cargo', '/a/Cargo.lock'] as const;
  const asks = [
    { name: 'x', range: '^0.9' },
    { name: 'x', range: '^1.0' },
  ];

  const [action] = plan(locked(lock, asks, false), [fault('CVE-1', 'x', '1.2.0')]).actions;

  expect(action?.blockers).toEqual([]);
});

test('an alias of npm holds the package back that it stands for', () => {
  const lock = ['npm', '/a/package-lock.json'] as const;
  const asks = [{ name: 'y', range: 'npm:x@~1.0.0' }];

  const [action] = plan(locked(lock, asks, false), [fault('CVE-1', 'x', '1.2.0')]).actions;

  expect(action?.blockers).toEqual(['top 1.0.0 requires y npm:x@~1.0.0']);
});

test('long titles count what holds a version back', () => {
  const name = '@organisation/a-package-with-a-rather-long-name';
  const top = component(['npm', name, '1.0.0'], '/a/package-lock.json', {
    direct: true,
    requires: [{ name: 'x', range: '1.0.0' }],
  });
  const item = component(['npm', 'x', '1.0.0'], '/a/package-lock.json', { direct: false });
  const relations = [{ from: top.id, to: item.id, kind: 'depends-on' }] as const;

  const [action] = plan(inventoryOf([top, item], { relations }), [
    fault('CVE-1', 'x', '1.2.0'),
  ]).actions;

  expect(action?.title).toBe('bump x to 1.2.0 in /a, held back by 1 package');
});

test('a lock file that marks nothing: what another package brings is not direct', () => {
  const path = '/a/poetry.lock';
  const top = component(['pypi', 'requests', '2.20.0'], path, {
    requires: [{ name: 'urllib3', range: '>=1.21.1,<1.25' }],
  });
  const item = component(['pypi', 'urllib3', '1.24'], path);
  const relations = [{ from: top.id, to: item.id, kind: 'depends-on' }] as const;
  const inventory = inventoryOf([top, item], { relations });

  const [refresh] = plan(inventory, [fault('CVE-1', 'urllib3', '1.24.2')]).actions;
  const [held] = plan(inventory, [fault('CVE-1', 'urllib3', '1.26.5')]).actions;

  expect(refresh?.commands).toEqual(['poetry update urllib3']);
  expect(held).toMatchObject({
    blockers: ['requests 2.20.0 requires urllib3 >=1.21.1,<1.25'],
    commands: [
      '# only with a release of requests that accepts it:',
      'poetry update requests urllib3',
    ],
  });
});
