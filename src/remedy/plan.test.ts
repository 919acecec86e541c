import { expect, test } from 'vitest';
import { parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import {
  component,
  deb,
  debian,
  endedSystem,
  fault,
  findingsIn,
  image,
  inventoryOf,
  type KnownFault,
  plan,
} from './testing.ts';

const lower = parseDigest(`sha256:${'1'.repeat(64)}`);
const upper = parseDigest(`sha256:${'2'.repeat(64)}`);

test('packages of a distribution are upgraded together by name, and the changes tell the versions', () => {
  const inventory = image([deb('apt', '2.6'), deb('curl', '7.1-1'), deb('openssl', '3.0-1')]);

  const { actions, before, after } = plan(inventory, [
    fault('CVE-1', 'curl', '7.1-2'),
    fault('CVE-2', 'curl', '7.1-3'),
    fault('CVE-3', 'openssl', '3.0-2'),
  ]);

  expect(actions).toMatchObject([
    {
      kind: 'os-upgrade',
      title: 'upgrade 2 packages of Debian 12',
      commands: [
        'RUN apt-get update && apt-get install -y --only-upgrade curl openssl && rm -rf /var/lib/apt/lists/*',
      ],
      changes: [
        { name: 'curl', to: '7.1-3' },
        { name: 'openssl', to: '3.0-2' },
      ],
      effort: 2,
      paths: ['Dockerfile'],
    },
  ]);
  expect(actions[0]?.removes).toHaveLength(3);
  expect([before, after]).toEqual([3, 0]);
});

test('packages of the base image come with the base, the others by a command', () => {
  const layers = [{ diffId: lower }, { diffId: upper }];
  const base = { name: 'debian:12', evidence: 'layer-chain', confidence: 1, layers: 1 } as const;
  const inventory = image(
    [
      deb('apt', '2.6', { locations: [{ path: '/d', layer: lower }] }),
      deb('zlib', '1.0-1', { locations: [{ path: '/d', layer: lower }] }),
      deb('curl', '7.1-1', { locations: [{ path: '/d', layer: upper }] }),
    ],
    { layers, base: { ...base, reason: '' } },
  );
  const faults = [fault('CVE-1', 'zlib', '1.0-2'), fault('CVE-2', 'curl', '7.1-2')];

  const { actions } = plan(inventory, faults);

  expect(actions.map(({ effort, commands }) => [effort, commands[0]?.slice(0, 12)])).toEqual([
    [1, 'docker build'],
    [2, 'RUN apt-get '],
  ]);
});

test('a newer base is simulated: what it lacks is gone, what it brings is subtracted', () => {
  const layers = [{ diffId: lower }];
  const base = { evidence: 'layer-chain', confidence: 1, layers: 1, reason: '' } as const;
  const at = { locations: [{ path: '/d', layer: lower }] } as const;
  const inventory = image(
    [deb('zlib', '1.0-1', at), deb('bash', '5.1-1', at), deb('vim', '9-1', at)],
    {
      layers,
      base,
    },
  );
  const newer = {
    reference: 'debian:12.11',
    inventory: image([deb('zlib', '1.0-2'), deb('bash', '5.2-1'), deb('perl', '5.36-1')]),
  };
  const faults = [
    fault('CVE-1', 'zlib', '1.0-2', { tier: 'P0' }),
    fault('CVE-2', 'bash', undefined),
    fault('CVE-3', 'vim', undefined),
    fault('CVE-4', 'perl', undefined),
  ];

  const { actions, before, after } = plan(inventory, faults, { newerBases: [newer] });

  expect(actions).toMatchObject([
    {
      kind: 'rebase',
      commands: ['FROM debian:12.11'],
      introduces: ['CVE-4 perl 5.36-1'],
      effort: 1,
    },
  ]);
  expect(actions[0]?.removes.map((text) => text.slice(0, 5))).toEqual(['CVE-1', 'CVE-3']);
  expect([before, after]).toEqual([3, 2]);
});

test('a base of another release ends the finding about support', () => {
  const layers = [{ diffId: lower }];
  const base = { evidence: 'layer-chain', confidence: 1, layers: 1, reason: '' } as const;
  const old = image([], { layers, base, os: { ...debian, version: '10' } });
  const newerBases = [
    { reference: 'debian:13', inventory: image([], { os: { ...debian, version: '13.1' } }) },
  ];

  const { actions } = plan(old, [], { newerBases }, [endedSystem('10', '13')]);

  expect(actions).toMatchObject([{ kind: 'rebase', effort: 5, removes: ['lifecycle 10'] }]);
});

test('a system without support is moved to its successor', () => {
  const { actions } = plan(image([]), [], {}, [endedSystem('10', '13')]);

  expect(actions).toMatchObject([
    { kind: 'system-upgrade', title: 'move from debian 10 to 13 (not simulated)', effort: 5 },
  ]);
});

test('a system below an image of a runtime is not named in its Dockerfile', () => {
  const base = { evidence: 'history', confidence: 1, layers: 1, reason: '' } as const;
  const layers = [{ diffId: lower }];
  const onNode = image([], { layers, base: { ...base, name: 'node:24-bookworm' } });
  const onDebian = image([], { layers, base: { ...base, name: 'docker.io/library/debian:12' } });

  const commands = [onNode, onDebian].map(
    (inventory) => plan(inventory, [], {}, [endedSystem('12', '13')]).actions[0]?.commands,
  );

  expect(commands).toEqual([[], ['FROM debian:13']]);
});

const lock = '/app/package-lock.json';

test('a direct dependency is raised to the lowest version that ends all its findings', () => {
  const lodash = component(['npm', 'lodash', '4.17.10'], lock, {
    presence: 'declared',
    direct: true,
  });

  const { actions } = plan(inventoryOf([lodash]), [
    fault('CVE-1', 'lodash', '4.17.12'),
    fault('CVE-2', 'lodash', '4.17.21'),
  ]);

  expect(actions).toMatchObject([
    {
      kind: 'bump',
      title: 'bump lodash to 4.17.21 in /app',
      commands: ['npm install lodash@4.17.21'],
      changes: [{ from: '4.17.10', to: '4.17.21' }],
      paths: ['/app/package.json', lock],
      effort: 2,
    },
  ]);
});

test('a version that lies in the range of another finding is raised further', () => {
  const item = component(['npm', 'x', '1.0.0'], lock, { direct: true });
  const faults: readonly KnownFault[] = [
    fault('CVE-1', 'x', '1.5.0'),
    {
      id: 'CVE-2',
      package: 'x',
      ranges: [
        { introduced: '0', fixed: '1.1.0' },
        { introduced: '1.4.0', fixed: '1.6.0' },
      ],
    },
  ];

  expect(plan(inventoryOf([item]), faults).actions[0]?.changes[0]?.to).toBe('1.6.0');
});

test('a major step is offered after the compatible one, and counts only what is left', () => {
  const item = component(['npm', 'x', '1.0.0'], lock, { direct: true });
  const faults = [
    fault('CVE-1', 'x', '1.2.0'),
    fault('CVE-2', 'x', '1.3.0'),
    fault('CVE-3', 'x', '2.0.0'),
  ];

  const { actions, after } = plan(inventoryOf([item]), faults);

  expect(
    actions.map(({ changes, removes, effort }) => [changes[0], removes.length, effort]),
  ).toEqual([
    [expect.objectContaining({ from: '1.0.0', to: '1.3.0' }), 2, 2],
    [expect.objectContaining({ from: '1.3.0', to: '2.0.0' }), 1, 5],
  ]);
  expect(after).toBe(0);
});

function tree(range: string): Inventory {
  const express = component(
    ['npm', 'express', '4.17.1'],
    '/app/node_modules/express/package.json',
    {
      direct: true,
      requires: [{ name: 'qs', range }],
    },
  );
  const qs = component(['npm', 'qs', '6.7.0'], '/app/node_modules/qs/package.json');
  return inventoryOf([express, qs], {
    relations: [{ from: express.id, to: qs.id, kind: 'depends-on' }],
  });
}

test('a transitive dependency that its parents accept needs only a refresh', () => {
  const [action] = plan(tree('^6.7.0'), [fault('CVE-1', 'qs', '6.7.3')]).actions;

  expect(action).toMatchObject({ commands: ['npm update qs'], blockers: [] });
  expect(action?.changes[0]?.via).toContain('express');
});

test('a parent that refuses the fixed version is named as the blocker', () => {
  const [action] = plan(tree('6.7.0'), [fault('CVE-1', 'qs', '6.7.3')]).actions;

  expect(action).toMatchObject({
    title: 'bump qs to 6.7.3 in /app, held back by express 4.17.1 requires qs 6.7.0',
    commands: ["npm pkg set 'overrides[qs]=6.7.3' && npm install"],
    blockers: ['express 4.17.1 requires qs 6.7.0'],
  });
});

test('what matching still finds in the new version is neither promised nor hidden', () => {
  const item = component(['npm', 'x', '1.0.0'], lock, { direct: true });
  const faults = [
    fault('CVE-1', 'x', '2.0.0', { tier: 'P1' }),
    fault('CVE-2', 'x', undefined),
    { id: 'CVE-3', package: 'x', ranges: [{ introduced: '2.0.0' }] },
  ];

  const { actions, remaining, before, after } = plan(inventoryOf([item]), faults);

  expect(actions).toMatchObject([{ introduces: ['CVE-3 x 2.0.0'] }]);
  expect(remaining).toEqual([`CVE-2 ${item.id}`]);
  expect([before, after]).toEqual([2, 2]);
});

test('what is accepted already is not counted as brought by the new version', () => {
  const item = component(['npm', 'x', '1.0.0'], lock, { direct: true });
  const faults = [fault('CVE-1', 'x', '2.0.0'), fault('CVE-2', 'x', undefined)];
  const findings = findingsIn([item], faults).filter(({ rule }) => rule === 'CVE-1');

  const { actions } = plan(inventoryOf([item]), faults, { findings });

  expect(actions).toMatchObject([{ introduces: [] }]);
});

test('an upgrade that brings more than it ends is not proposed', () => {
  const item = component(['npm', 'x', '1.0.0'], lock, { direct: true });
  const faults = [
    fault('CVE-1', 'x', '2.0.0', { tier: 'P4' }),
    { id: 'CVE-3', package: 'x', ranges: [{ introduced: '2.0.0' }] },
  ];

  expect(plan(inventoryOf([item]), faults).actions).toEqual([]);
});

test('what the project asks for itself is direct, though another package brings it as well', () => {
  const shop = component(['npm', 'shop', '1.0.0'], '/app/package.json', {
    requires: [{ name: 'qs', range: '^6.7.0' }],
  });
  const given = tree('^6.7.0');
  const inventory = { ...given, components: [...given.components, shop] };

  const [action] = plan(inventory, [fault('CVE-1', 'qs', '6.7.3')]).actions;

  expect(action?.commands).toEqual(['npm install qs@6.7.3']);
});
