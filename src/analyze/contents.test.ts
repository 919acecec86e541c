import { expect, test } from 'vitest';
import { contentFacts } from './contents.ts';
import type { LayerInventory, LayerTree } from './layer-inventory.ts';
import { overlayOf } from './overlay.ts';

function layer(given: Partial<LayerTree>): LayerInventory {
  const empty = {
    directories: [],
    others: [],
    sizes: [],
    notable: [],
    whiteouts: [],
    opaques: [],
    links: [],
  };
  return { observations: [], tree: { ...empty, ...given }, walked: { files: 0, bytes: 0 } };
}

test('programs and litter of the merged tree, without what was deleted', () => {
  const others = [
    '/usr/bin/gcc',
    '/usr/bin/apt',
    '/var/lib/apt/lists/a',
    '/app/.git/x',
    '/app/.git/y',
  ];
  const layers = [
    layer({ others, sizes: [1, 2, 30, 4, 5] }),
    layer({ others: ['/app/node_modules/a/Dockerfile'], sizes: [1], whiteouts: ['/usr/bin/gcc'] }),
  ];

  const facts = contentFacts(layers, overlayOf(layers.map(({ tree }) => tree)), []);

  expect(facts).toEqual({
    programs: ['/usr/bin/apt'],
    litter: [
      { kind: 'cache', path: '/var/lib/apt/lists', files: 1, bytes: 30 },
      { kind: 'version-control', path: '/app/.git', files: 2, bytes: 9 },
    ],
  });
});

test('accounts come from what an analyzer told of them', () => {
  const values = { root: '0:0:/bin/sh', app: '1000:1000', broken: ':' };

  const { accounts } = contentFacts([], overlayOf([]), [
    { type: 'fact', location: { path: '/etc/passwd' }, topic: 'accounts', values },
  ]);

  expect(accounts).toEqual([
    { name: 'root', uid: 0, gid: 0, shell: '/bin/sh' },
    { name: 'app', uid: 1000, gid: 1000 },
  ]);
});
