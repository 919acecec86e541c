import type { DescriptorKind, RuntimeDescriptor } from '#model/runtime-event.ts';

/** Type and letter of descriptors, as `fd.type` and `fd.typechar` have them. */
const kinds: Readonly<Record<DescriptorKind, readonly [type: string, letter: string]>> = {
  file: ['file', 'f'],
  directory: ['directory', 'd'],
  ipv4: ['ipv4', '4'],
  ipv6: ['ipv6', '6'],
  unix: ['unix', 'u'],
  pipe: ['pipe', 'p'],
  event: ['event', 'e'],
  signal: ['signalfd', 's'],
  timer: ['timerfd', 't'],
  inotify: ['inotify', 'i'],
  eventpoll: ['eventpoll', 'l'],
  memfd: ['memfd', 'm'],
  bpf: ['bpf', 'b'],
  userfaultfd: ['userfaultfd', 'u'],
  io_uring: ['io_uring', 'r'],
  pidfd: ['pidfd', 'P'],
  netlink: ['netlink', 'n'],
  other: ['<NA>', 'o'],
};

const protocolLetters: ReadonlyMap<string, string> = new Map([
  ['tcp', 't'],
  ['udp', 'u'],
  ['icmp', 'i'],
  ['raw', 'r'],
]);

export function descriptorType(kind: DescriptorKind): string {
  return kinds[kind][0];
}

export function descriptorLetter(kind: DescriptorKind): string {
  return kinds[kind][1];
}

/** With the protocol of sockets: `4t`. */
export function descriptorLetters(fd: RuntimeDescriptor): string {
  return descriptorLetter(fd.kind) + (protocolLetters.get(fd.socket?.protocol ?? '') ?? '');
}
