import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { rooms } from '../src/rooms.ts';

const importLine =
  /^(?:import|export)\b[^'";]*?from '([^']+)';|^import '([^']+)';|\bimport\('([^']+)'\)/gm;

test.for(globSync(['src/*/**/*.ts', 'catalog/**/*.ts']))(
  '%s imports only what its room may',
  (file) => {
    const home = file.startsWith('catalog/') ? 'catalog' : file.split('/').slice(0, 2).join('/');
    const room = posix.basename(home);
    const allowed = rooms[room];
    expect(allowed, `${room} is not listed in src/rooms.ts`).toBeDefined();

    const targets = [...readFileSync(file, 'utf8').matchAll(importLine)].map(
      (m) => m[1] ?? m[2] ?? m[3] ?? '',
    );
    const bad = targets.filter((target) => {
      if (target.startsWith('.'))
        return !posix.join(posix.dirname(file), target).startsWith(`${home}/`);
      return target.startsWith('#') && !allowed?.includes(target.slice(1).split('/')[0] ?? '');
    });
    expect(bad).toEqual([]);
  },
);

test('package.json names one import path for each room', () => {
  const { imports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    imports: Record<string, string>;
  };

  const wanted = Object.keys(rooms).map((room) => [
    `#${room}/*`,
    room === 'catalog' ? './catalog/*' : `./src/${room}/*`,
  ]);

  expect(imports).toEqual(Object.fromEntries(wanted));
});
