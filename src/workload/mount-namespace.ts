import { readlinkSync } from 'node:fs';

/** Whether a process has another mount namespace than the host; `undefined` when it cannot be told. */
export function ownsMountNamespace(proc: string, pid: number): boolean | undefined {
  const own = namespaceOf(`${proc}/${pid}/ns/mnt`);
  // That of pid 1 may be closed even to root; then we take ourselves for a process of the host.
  const host = namespaceOf(`${proc}/1/ns/mnt`) ?? namespaceOf('/proc/self/ns/mnt');
  return own === undefined || host === undefined ? undefined : own !== host;
}

function namespaceOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
