import type { Host } from './host.ts';

/** Names of users and groups by number, of the node's own files (passwd(5), group(5)). */
export interface Accounts {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
}

export function readAccounts(host: Host): Accounts {
  return { users: namesIn(host.text('/etc/passwd')), groups: namesIn(host.text('/etc/group')) };
}

/** `root:root`; zero is root whatever the files say. */
export function ownerName({ users, groups }: Accounts, uid: number, gid: number): string {
  const user = uid === 0 ? 'root' : (users.get(uid) ?? String(uid));
  const group = gid === 0 ? 'root' : (groups.get(gid) ?? String(gid));
  return `${user}:${group}`;
}

function namesIn(text: string | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of (text ?? '').split('\n', 100_000)) {
    const [name, , number] = line.split(':', 3);
    if (name && number && /^\d{1,10}$/.test(number) && !names.has(Number(number)))
      names.set(Number(number), name.slice(0, 100));
  }
  return names;
}
