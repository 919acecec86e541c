import type { ProcessIdentity, ProcessImage } from './process-facts.ts';

/** An identity for tests: whatever is not said is that of an ordinary process of root. */
export function identityOf(members: Partial<ProcessIdentity> = {}): ProcessIdentity {
  return {
    parentPid: 1,
    born: 1,
    start: 0,
    name: 'sh',
    tty: 0,
    session: 1,
    group: 1,
    uid: 0,
    effectiveUid: 0,
    gid: 0,
    effectiveGid: 0,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    ...members,
  };
}

/** What a process executes, for tests. */
export function imageOf(members: Partial<ProcessImage> = {}): ProcessImage {
  return { exe: 'sh', exePath: '/bin/sh', args: [], cwd: '/', ...members };
}
