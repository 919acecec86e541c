import type { KernelInterest } from '#contract/runtime.ts';
import { profiledTypes } from '#profile/extractors.ts';

/** Everything that is worth seeing when a person wants every event. */
const everyCall: readonly string[] = [
  ...'open openat openat2 creat connect accept accept4 listen bind socket rename renameat renameat2'.split(
    ' ',
  ),
  ...'rmdir unlink unlinkat chmod fchmod fchmodat mkdir mkdirat ptrace bpf dup dup2 dup3 link linkat'.split(
    ' ',
  ),
  ...'symlink symlinkat setns unshare setuid setgid setresuid setreuid capset mount umount2 memfd_create'.split(
    ' ',
  ),
  ...'io_uring_setup init_module finit_module kill userfaultfd chroot pivot_root'.split(' '),
];

/** What profiles learn from: writes, sensitive reads, connections, names. */
export function profileInterest(): KernelInterest {
  return {
    calls: profiledTypes,
    opens: { writes: true, reads: 'listed', prefixes: sensitivePrefixes },
    failures: false,
    scope: 'containers',
    network: { dns: true, sni: true, http: false },
    uring: false,
    strict: false,
  };
}

/** Where reads are worth learning: credentials, tokens, other processes. */
const sensitivePrefixes: readonly string[] = [
  '/etc/shadow',
  '/etc/gshadow',
  '/etc/sudoers',
  '/etc/ssl/private',
  '/etc/kubernetes',
  '/root/',
  '/home/',
  '/proc/',
  '/run/secrets',
  '/var/run/secrets',
];

/** Calls of which an attempt tells as much as success: a refused mount is an escape that did not work yet. */
const attempts = new Set(
  'open openat openat2 creat mount fsmount move_mount open_tree setns unshare bpf ptrace init_module finit_module kexec_load kexec_file_load pivot_root chroot process_vm_writev perf_event_open add_key userfaultfd open_by_handle_at reboot mknod mknodat connect'.split(
    ' ',
  ),
);

/** The interest of rules, with the attempts of what they ask for. */
export function withAttempts(interest: KernelInterest): KernelInterest {
  if (interest.failures && interest.failing === undefined) return interest;
  const failing = [
    ...(interest.failing ?? []),
    ...interest.calls.filter((name) => attempts.has(name)),
  ];
  return { ...interest, failures: true, failing: [...new Set(failing)].sort() };
}

/** What a person wants who watches every event. */
export function everyInterest(scope: KernelInterest['scope']): KernelInterest {
  return {
    calls: everyCall,
    opens: { writes: true, reads: 'all', prefixes: [] },
    failures: true,
    scope,
    network: { dns: true, sni: true, http: true },
    uring: true,
    strict: false,
  };
}

function failuresOf(
  wanting: readonly KernelInterest[],
): Pick<KernelInterest, 'failures' | 'failing'> {
  const failures = wanting.length > 0;
  if (!failures || wanting.some(({ failing }) => failing === undefined)) return { failures };
  return { failures, failing: [...new Set(wanting.flatMap(({ failing = [] }) => failing))].sort() };
}

const readRanks = ['none', 'listed', 'all'] as const;

/** The weakest condition that lets everything through which any of them wants. */
export function mergedInterest(all: readonly KernelInterest[]): KernelInterest {
  const reads = Math.max(0, ...all.map(({ opens }) => readRanks.indexOf(opens.reads)));
  return {
    calls: [...new Set(all.flatMap(({ calls }) => calls))].sort(),
    opens: {
      writes: all.some(({ opens }) => opens.writes),
      reads: readRanks[reads] ?? 'all',
      prefixes: [...new Set(all.flatMap(({ opens }) => opens.prefixes))].sort(),
      names: [...new Set(all.flatMap(({ opens }) => opens.names ?? []))].sort(),
      programs: [...new Set(all.flatMap(({ opens }) => opens.programs ?? []))].sort(),
    },
    ...failuresOf(all.filter(({ failures }) => failures)),
    scope: all.some(({ scope }) => scope === 'all') ? 'all' : 'containers',
    network: {
      dns: all.some(({ network }) => network.dns),
      sni: all.some(({ network }) => network.sni),
      http: all.some(({ network }) => network.http),
    },
    uring: all.some(({ uring }) => uring),
    strict: all.some(({ strict }) => strict),
  };
}
