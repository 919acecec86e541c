import type { Call } from './call.ts';

const closeOnExec = 0o2000000;
const duplicateClosing = 1030;
const duplicate = 0;
const setFlags = 2;
const alwaysClosing = new Set(['bpf', 'pidfd_open', 'pidfd_getfd', 'io_uring_setup']);
const makers = new Set(
  'open openat openat2 creat open_by_handle_at socket accept accept4 dup dup2 dup3 eventfd eventfd2 signalfd signalfd4 timerfd_create inotify_init inotify_init1 epoll_create epoll_create1 memfd_create userfaultfd'.split(
    ' ',
  ),
);
const pairs = new Set(['pipe', 'pipe2', 'socketpair']);

/** What a call says of descriptors being closed by an exec: which ones, and whether. */
export function closingOf(
  call: Call,
): { readonly numbers: readonly number[]; readonly closes: boolean } | undefined {
  const { name, args, result = -1 } = call;
  if (result < 0) return undefined;
  if (name === 'fcntl') return ofFcntl(call);
  if (alwaysClosing.has(name)) return { numbers: [result], closes: true };
  if (makers.has(name)) return { numbers: [result], closes: asksClosing(call) };
  if (!pairs.has(name)) return undefined;
  const numbers = [args['fd1'], args['fd2']].filter((number) => typeof number === 'number');
  return { numbers, closes: asksClosing(call) };
}

function ofFcntl({ args, result = -1 }: Call): ReturnType<typeof closingOf> {
  const { cmd, fd, arg } = args;
  if (cmd === duplicate || cmd === duplicateClosing)
    return { numbers: [result], closes: cmd === duplicateClosing };
  const isSet = cmd === setFlags && typeof fd === 'number' && typeof arg === 'number';
  return isSet ? { numbers: [fd], closes: (arg & 1) !== 0 } : undefined;
}

/** Sockets are asked for it with their type. */
function asksClosing({ name, args }: Call): boolean {
  const { flags, type } = args;
  if (name === 'memfd_create') return typeof flags === 'number' && (flags & 1) !== 0;
  return [flags, type].some((bits) => typeof bits === 'number' && (bits & closeOnExec) !== 0);
}
