import { capabilityOf } from './capability.ts';
import { execKey, execRaw, lineageKey, lineageRaw, runAsKey, runAsRaw } from './execution.ts';
import { readKey, readRaw, renamedRaw, writeKey, writeRaw, writtenPathRaw } from './file-access.ts';
import { identityKey, identityRaw } from './identity.ts';
import {
  dnsKey,
  dnsRaw,
  egressKey,
  egressRaw,
  ingressKey,
  ingressRaw,
  listenKey,
  listenRaw,
  namedKey,
  namedRaw,
} from './network-access.ts';
import type { Extractor } from './sighting.ts';

const exec: Extractor = { dimension: 'exec', raw: execRaw, sighting: execKey };
const lineage: Extractor = { dimension: 'lineage', raw: lineageRaw, sighting: lineageKey };
const runAs: Extractor = { dimension: 'uid', raw: runAsRaw, sighting: runAsKey };
const write: Extractor = { dimension: 'file_write', raw: writeRaw, sighting: writeKey };
const read: Extractor = { dimension: 'file_read', raw: readRaw, sighting: readKey };
const change: Extractor = { dimension: 'file_write', raw: writtenPathRaw, sighting: writeKey };
const renamed: Extractor = { dimension: 'file_write', raw: renamedRaw, sighting: writeKey };
const listen: Extractor = { dimension: 'listen', raw: listenRaw, sighting: listenKey };
const egress: Extractor = { dimension: 'egress', raw: egressRaw, sighting: egressKey };
const ingress: Extractor = { dimension: 'ingress', raw: ingressRaw, sighting: ingressKey };
const named: Extractor = { dimension: 'egress', raw: namedRaw, sighting: namedKey };
const dns: Extractor = { dimension: 'dns', raw: dnsRaw, sighting: dnsKey };
const identity: Extractor = { dimension: 'uid', raw: identityRaw, sighting: identityKey };
const capability: Extractor = {
  dimension: 'capability',
  raw: capabilityOf,
  sighting: (event, raw) => ({ key: raw, example: `${raw} by ${event.type}` }),
};

const changing =
  'unlink unlinkat rmdir mkdir mkdirat chmod fchmodat truncate mknod mknodat chown lchown fchownat utimensat';
const privileged =
  'mount umount umount2 move_mount fsmount pivot_root chroot setns unshare ptrace bpf init_module finit_module delete_module reboot swapon swapoff settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname syslog mknod mknodat chown lchown fchown fchownat socket kexec_load kexec_file_load perf_event_open open_by_handle_at process_vm_readv process_vm_writev fanotify_init quotactl acct iopl ioperm vhangup';

const table: ReadonlyMap<string, readonly Extractor[]> = tableOf([
  ['execve execveat', [exec, lineage, runAs]],
  ['open openat openat2 creat', [write, read]],
  [changing, [change]],
  ['rename renameat renameat2 link linkat symlink symlinkat', [renamed]],
  ['listen', [listen]],
  ['bind', [listen, capability]],
  ['connect sendto sendmsg sendmmsg', [egress]],
  ['accept accept4', [ingress]],
  ['dns', [dns]],
  ['tls tls_sni http http_host', [named]],
  [
    'setuid setreuid setresuid setfsuid setgid setregid setresgid setgroups',
    [identity, capability],
  ],
  [privileged, [capability]],
]);

/** What an event of this type can tell; undefined for nothing. */
export function extractorsOf(type: string): readonly Extractor[] | undefined {
  return table.get(type);
}

/** Types of events that profiles need to see, for what the kernel has to tell. */
export const profiledTypes: readonly string[] = [...table.keys()].sort();

function tableOf(
  lines: readonly (readonly [string, readonly Extractor[]])[],
): ReadonlyMap<string, readonly Extractor[]> {
  const entries = new Map<string, Extractor[]>();
  for (const [types, extractors] of lines)
    for (const type of types.split(' '))
      entries.set(type, [...(entries.get(type) ?? []), ...extractors]);
  return entries;
}
