import { readFileSync } from 'node:fs';

/** A mounted file system: where, and of what type. */
export interface Mount {
  readonly path: string;
  readonly type: string;
}

/** File systems that the kernel makes up: there is no software in them, and reading some never ends. */
const virtualTypes: ReadonlySet<string> = new Set([
  'autofs',
  'binfmt_misc',
  'bpf',
  'cgroup',
  'cgroup2',
  'configfs',
  'debugfs',
  'devpts',
  'devtmpfs',
  'efivarfs',
  'fusectl',
  'hugetlbfs',
  'mqueue',
  'nsfs',
  'proc',
  'pstore',
  'rpc_pipefs',
  'securityfs',
  'selinuxfs',
  'sysfs',
  'tracefs',
]);

const networkTypes: ReadonlySet<string> = new Set([
  '9p',
  'afs',
  'ceph',
  'cifs',
  'glusterfs',
  'gpfs',
  'lustre',
  'ncpfs',
  'nfs',
  'nfs4',
  'ocfs2',
  'orangefs',
  'smb3',
  'smbfs',
]);

/** The mounts that a process sees, of `/proc/PID/mountinfo` (proc(5)); none where there is no such file. */
export function readMounts(process: string): readonly Mount[] {
  try {
    return parseMounts(readFileSync(`/proc/${process}/mountinfo`, 'utf8'));
  } catch {
    // Systems without procfs have no mountinfo; there every directory is walked.
    return [];
  }
}

/** Parses mountinfo; lines of another form are left out. */
export function parseMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ', 2);
    const path = before.split(' ')[4];
    const type = after?.split(' ')[0];
    return path?.startsWith('/') && type ? [{ path: unescapeOctal(path), type }] : [];
  });
}

export function isVirtual(mount: Mount): boolean {
  return virtualTypes.has(mount.type);
}

/** Whether reading it means asking another machine or another program. */
export function isRemote(mount: Mount): boolean {
  return networkTypes.has(mount.type) || mount.type === 'fuse' || mount.type.startsWith('fuse.');
}

function unescapeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
