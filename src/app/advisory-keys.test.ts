import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import { advisoryKeysOf } from './advisory-keys.ts';

const debian: OperatingSystem = {
  id: 'debian',
  like: [],
  version: '12',
  title: 'Debian 12',
  path: '/etc/os-release',
};

function component(parts: Partial<Component>): Component {
  return {
    id: 'x',
    purl: 'pkg:generic/x@1.0',
    name: 'x',
    version: '1.0',
    ecosystem: 'generic',
    presence: 'installed',
    locations: [{ path: '/x' }],
    ...parts,
  };
}

test.for([
  ['a library', component({ ecosystem: 'npm', name: 'Left-Pad' }), ['npm left-pad']],
  [
    'a package of the system, by its source and by its own name',
    component({
      ecosystem: 'deb',
      name: 'libssl3',
      version: '3.0.1-1',
      source: { name: 'openssl', version: '3.0.1-1' },
    }),
    ['debian-12 libssl3', 'debian-12 openssl'],
  ],
  [
    'what a classifier found',
    component({ cpes: ['cpe:2.3:a:redis:redis:7.0.1:*:*:*:*:*:*:*'], version: '7.0.1' }),
    ['cpe redis:redis'],
  ],
  ['software that nobody publishes advisories for', component({ ecosystem: 'brew' }), []],
] as const)('%s is filed under what matching asks for', ([, given, wanted]) => {
  const keys = advisoryKeysOf(debian)(given).map(({ segment, key }) => `${segment} ${key}`);

  expect(keys.filter((key) => !key.startsWith('debian-12-')).sort()).toEqual(wanted);
});
