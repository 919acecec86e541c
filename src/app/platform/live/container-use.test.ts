import { expect, test } from 'vitest';
import type { WorkloadContainer } from '#model/workload.ts';
import { ContainerUse } from './container-use.ts';

const images = {
  originOf: (_: WorkloadContainer, __: number, path: string) =>
    Promise.resolve({ purl: `pkg:deb/debian${path}` } as never),
  tellable: () => Promise.resolve(['pkg:deb/debian/x@1']),
};
const at = { now: 1000, started: 500 };
const container = {
  id: 'c'.repeat(64),
  shortId: 'c'.repeat(12),
  engine: 'docker',
  image: { reference: 'shop:1' },
  created: 600,
  rootPid: 7,
  mounts: [{ source: '/x', destination: '/data', mode: '', readWrite: true, propagation: '' }],
} as const satisfies WorkloadContainer;

test('a file is told once, again when it is run, and with all others after a while', async () => {
  const use = new ContainerUse(container, 700);
  use.use('/bin/a', 'mmap', 800);
  use.use('/bin/b', 'open', 801);
  use.use('/data/c', 'exec', 802);

  const first = await use.tell(images, at);
  use.use('/bin/a', 'mmap', 1100);
  const nothing = await use.tell(images, { ...at, now: 1100 });
  use.use('/bin/a', 'exec', 1200);
  const run = await use.tell(images, { ...at, now: 1200 });
  const all = await use.tell(images, { ...at, now: 301_200 });

  expect(first).toMatchObject({
    since: 700,
    complete: true,
    files: [
      { path: '/bin/a', how: 'mmap', first: 800, last: 800, purl: 'pkg:deb/debian/bin/a' },
      { path: '/bin/b', how: 'open' },
    ],
    tellable: ['pkg:deb/debian/x@1'],
  });
  expect(nothing).toBeUndefined();
  expect(run).toMatchObject({ files: [{ path: '/bin/a', how: 'exec', last: 1200 }] });
  expect(run).not.toHaveProperty('tellable');
  expect(all).toMatchObject({ files: [{ path: '/bin/a' }, { path: '/bin/b' }] });
});

test('nothing is told before it is known what runs; what was missed, or began before, is not complete', async () => {
  const early = new ContainerUse({ ...container, partial: true }, 700);
  early.use('/bin/a', 'exec', 800);

  const unknown = await early.tell(images, at);
  early.know({ ...container, created: 400 });
  const old = await early.tell(images, at);
  const lossy = new ContainerUse(container, 700);
  lossy.miss();

  expect(unknown).toBeUndefined();
  expect(old).toMatchObject({ complete: false, files: [{ path: '/bin/a' }] });
  expect(await lossy.tell(images, at)).toMatchObject({ complete: false });
});
