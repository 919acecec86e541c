/** System calls that a container needs before and after its own program runs, whatever the program is. */

/**
 * What runc and crun do between installing the filter and executing the program: ids, capabilities, working directory,
 * descriptors, and the runtime of Go.
 */
export const runtimeCalls = words(`
capget capset chdir clone clone3 close close_range dup dup2 dup3 epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 execve
execveat exit exit_group faccessat faccessat2 fchdir fchown fcntl fstat fstatfs futex getcwd getdents64 getegid geteuid getgid
getpgrp getpid getppid getsid gettid getuid ioctl lseek lstat madvise mmap mprotect munmap nanosleep newfstatat open
openat openat2 pipe2 prctl read readlink readlinkat rt_sigaction rt_sigprocmask rt_sigreturn sched_getaffinity
sched_yield seccomp setgid setgroups setresgid setresuid setsid setuid sigaltstack stat statfs statx
tgkill umask uname write
`);

/** What the loader and the C library (glibc, musl) do at the start and the end of any program. */
export const libraryCalls = words(`
access arch_prctl brk clock_getres clock_gettime clock_nanosleep close exit exit_group fstat futex getpid getrandom gettid
getuid geteuid getgid getegid lseek mmap mprotect mremap munmap newfstatat open openat poll ppoll pread64 prlimit64 read
readlink readv restart_syscall riscv_flush_icache rseq rt_sigaction rt_sigprocmask rt_sigreturn sched_yield set_robust_list
set_tid_address set_thread_area sigaltstack stat statx sysinfo tgkill time gettimeofday times wait4 waitid write writev
kill getrlimit getrusage uname
`);

/** One call under several names: what was seen under one is allowed under all, since libraries choose by version. */
export const equivalents: readonly (readonly string[])[] = [
  'open openat openat2 creat',
  'stat fstat lstat newfstatat statx fstatat64',
  'access faccessat faccessat2',
  'readlink readlinkat',
  'mkdir mkdirat',
  'rmdir unlink unlinkat',
  'rename renameat renameat2',
  'link linkat',
  'symlink symlinkat',
  'chmod fchmodat fchmodat2',
  'chown lchown fchownat',
  'mknod mknodat',
  'utime utimes utimensat futimesat',
  'dup dup2 dup3',
  'pipe pipe2',
  'poll ppoll',
  'select pselect6',
  'epoll_create epoll_create1',
  'epoll_wait epoll_pwait epoll_pwait2',
  'eventfd eventfd2',
  'signalfd signalfd4',
  'inotify_init inotify_init1',
  'accept accept4',
  'fork vfork clone clone3',
  'getdents getdents64',
  'getrlimit setrlimit prlimit64',
  'preadv preadv2',
  'pwritev pwritev2',
  'sendmmsg sendmsg',
  'recvmmsg recvmsg',
  'nanosleep clock_nanosleep',
  'gettimeofday time clock_gettime',
  'execve execveat',
  'wait4 waitid',
  'kill tkill tgkill',
].map(words);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
