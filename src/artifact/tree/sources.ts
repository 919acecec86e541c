import { realpathSync } from 'node:fs';
import type { Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { readMounts } from './mounts.ts';
import { skipForHost, skipVirtual } from './skip-list.ts';
import { openTree } from './tree-layer.ts';

/** `dir:PATH`: a directory or repository. Kernel file systems and `.git/objects` are not walked. */
export const directorySource: Source = treeSource('dir', 'directory or source repository');

/** `rootfs:PATH`: an unpacked root file system. Kernel file systems are not walked. */
export const rootfsSource: Source = treeSource('rootfs', 'unpacked root file system');

/**
 * `host:[ROOT]`: this machine. Not walked: `/proc /sys /dev /run /tmp`, kernel and network file systems (a network one is a
 * gap), the storage and the mounted roots of containers.
 */
export const hostSource: Source = {
  kind: 'source',
  id: 'host',
  revision: 1,
  title: 'this machine',
  schemes: ['host:'],
  async open({ locator }) {
    const root = locator === '' ? '/' : locator;
    const skips = skipForHost(readMounts('self'), resolved(root));
    return openTree({ kind: 'host', reference: root, source: 'host:' }, root, skips);
  },
};

/** `pid:NUMBER`: the files that a running process sees as its root (a container, seen from the host). */
export const processSource: Source = {
  kind: 'source',
  id: 'pid',
  revision: 1,
  title: 'root file system of a running process',
  schemes: ['pid:'],
  async open({ locator }) {
    if (!/^[1-9][0-9]{0,9}$/.test(locator))
      throw new CaissonError('usage.invalid-argument', `${quote(locator)} is not a process id`);
    const skips = skipVirtual(readMounts(locator), '/');
    const artifact = { kind: 'container', reference: locator, source: 'pid:' } as const;
    return openTree(artifact, `/proc/${locator}/root`, skips);
  },
};

function treeSource(id: string, title: string): Source {
  return {
    kind: 'source',
    id,
    revision: 1,
    title,
    schemes: [`${id}:`],
    async open({ locator }) {
      const skips = skipVirtual(readMounts('self'), resolved(locator));
      return openTree({ kind: 'filesystem', reference: locator, source: `${id}:` }, locator, skips);
    },
  };
}

/** The path that mounts are listed under; a missing directory is reported when it is opened. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
