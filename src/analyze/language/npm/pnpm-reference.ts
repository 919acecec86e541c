import { type LockedName, lockedName } from './lock-names.ts';

/** `NAME/VERSION_PEERS`, behind the host of another registry or not (lock file 5). */
const slashKey = /^(?:[^@/]+\/)?((?:@[^@/]+\/)?[^@/]+)\/(\d[^/_(@]*)(?:$|[_(/])/;
/** `NAME@VERSION(PEERS)`, likewise (lock files 6 and 9). */
const atKey = /^(?:[^@/]+\/)?((?:@[^@/]+\/)?[^@/]+)@(\d[^/_(@]*)/;

/**
 * The package that a key of `packages` or `snapshots` names. `undefined` when it is a directory or a URL: such packages
 * carry their name in fields.
 */
export function snapshotName(key: string): LockedName | undefined {
  const plain = key.slice(key.startsWith('/') ? 1 : 0).slice(0, 600);
  const match = slashKey.exec(plain) ?? atKey.exec(plain);
  return match === null ? undefined : lockedName(match[1], match[2]);
}

/** What a dependency table says: a version of `name`, or the key of another package that `name` is an alias of. */
export function referenceOf(name: string, reference: unknown): LockedName | undefined {
  if (typeof reference !== 'string') return undefined;
  const version = /^\d[^_(@/]*/.exec(reference)?.[0];
  return version === undefined ? snapshotName(reference) : lockedName(name, version);
}
