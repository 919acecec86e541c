import type { DescriptorKind, RuntimeEvent } from '#model/runtime-event.ts';

/** Types of events by category, as `evt.category` tells them. Reads and writes have that of their descriptor. */
const categories: Readonly<Record<string, string>> = {
  other: 'seccomp bpf init_module finit_module mknod mknodat delete_module keyctl',
  file: `open creat stat lstat fstat stat64 lstat64 fstat64 lseek llseek getcwd chdir fchdir rename
    renameat symlink symlinkat getdents getdents64 flock mount access mkdir rmdir unlink unlinkat
    mkdirat openat link linkat fchmodat chmod fchmod renameat2 userfaultfd openat2 copy_file_range
    open_by_handle_at chown lchown fchown fchownat umount umount2 newfstatat`,
  net: `socket bind connect listen shutdown setsockopt getsockopt accept accept4 dns tls http`,
  IPC: 'socketpair pipe eventfd futex inotify_init pipe2 inotify_init1 eventfd2',
  wait: 'epoll_wait poll select ppoll epoll_create epoll_create1',
  signal: 'signalfd kill tkill tgkill signalfd4',
  sleep: 'nanosleep',
  time: 'timerfd_create',
  process: `getrlimit setrlimit prlimit ptrace clone fork vfork setns semop semctl semget chroot setsid
    unshare execve setpgid execveat clone3 capset prctl pidfd_getfd pidfd_open procexit`,
  internal: 'drop',
  memory: `brk mmap mmap2 munmap mprotect mlock munlock mlockall munlockall mlock2 memfd_create`,
  user: `quotactl setresuid setresgid setuid setgid getuid geteuid getgid getegid getresuid getresgid
    setreuid setregid`,
  system: 'fsconfig',
  io: `close fcntl splice ioctl close_range io_uring_setup io_uring_enter io_uring_register dup2 dup3 dup
    read recv recvfrom recvmsg recvmmsg pread readv preadv write send sendto sendmsg sendmmsg pwrite
    writev pwritev sendfile io_uring_submit`,
};

const readers = wordSet(
  'read recv recvfrom recvmsg recvmmsg pread readv preadv copy_file_range finit_module',
);
const writers = wordSet('write send sendto sendmsg sendmmsg pwrite writev pwritev copy_file_range');
const waiters = wordSet('epoll_wait poll select nanosleep ppoll');
const byType: ReadonlyMap<string, string> = new Map(
  Object.entries(categories).flatMap(([category, types]) =>
    types.split(/\s+/).map((type) => [type, category] as const),
  ),
);
const files: ReadonlySet<DescriptorKind> = new Set<DescriptorKind>(['file', 'directory']);
const network: ReadonlySet<DescriptorKind> = new Set<DescriptorKind>(['ipv4', 'ipv6']);
const local: ReadonlySet<DescriptorKind> = new Set<DescriptorKind>([
  'pipe',
  'unix',
  'event',
  'signal',
  'inotify',
  'userfaultfd',
]);

export function categoryOf(event: RuntimeEvent): string {
  const category = byType.get(event.type) ?? 'other';
  if (category !== 'io') return category;
  const kind = event.fd?.kind;
  if (kind === undefined) return 'unknown';
  if (files.has(kind)) return 'file';
  if (network.has(kind)) return 'net';
  return local.has(kind) ? 'ipc' : 'unknown';
}

/** Whether events of this type read from a descriptor. */
export function readsFrom(type: string): boolean {
  return readers.has(type);
}

export function writesTo(type: string): boolean {
  return writers.has(type);
}

/** Whether they make their thread wait. */
export function waits(type: string): boolean {
  return waiters.has(type);
}

/** Whether events of this type are about memory. */
export function isAboutMemory(type: string): boolean {
  return byType.get(type) === 'memory';
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
