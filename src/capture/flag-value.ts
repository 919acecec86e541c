import type { EventArgument } from '#model/runtime-event.ts';

/**
 * Captures number some flags and enumerations in their own way. Each line: `bits` or `exact`, pairs `captured=linux`, then
 * the parameters that hold them. `open` is that of open flags: the access mode is no bit field in Linux, and the layer of a file
 * (captured bits 15 and 16) and that it was made (bit 14) are no flags there: they become the bits 29, 28 and 30.
 */
const conversions = `
open 2048=32768 1024=65536 512=16384 256=512 128=1052672 64=2048 32=128 16=4096 8=1024 4=64 4096=524288 8192=4259840 16384=1073741824 32768=536870912 65536=268435456 : dup3.flags eventfd2.flags inotify_init1.flags open.flags open_by_handle_at.flags openat.flags openat2.flags pipe2.flags signalfd4.flags socket.flags userfaultfd.flags
bits 1=1024 2=512 4=2147483648 8=134217728 16=1073741824 32=131072 64=536870912 128=67108864 256=32768 512=1048576 1024=8192 2048=2048 4096=262144 8192=65536 16384=8388608 32768=256 1048576=268435456 8388608=2097152 16777216=16777216 33554432=524288 134217728=16384 268435456=33554432 : clone.flags clone3.flags fork.flags setns.nstype unshare.flags vfork.flags
exact 29=1032 28=1031 27=1026 26=1030 24=1025 23=1024 22=16 21=15 15=11 13=10 12=9 10=8 9=7 8=6 6=5 5=4 4=3 3=2 2=1 1=0 30=36 31=37 32=38 : fcntl.cmd
exact 2=6 : getsockopt.level setsockopt.level
exact 53=57 52=55 51=59 : getsockopt.optname setsockopt.optname
exact 38=33 37=32 36=31 35=30 34=26 33=25 32=21 31=19 30=18 29=15 28=14 27=13 26=12 25=16907 24=16906 23=16905 22=16904 21=16903 20=16902 19=16901 18=16900 17=16899 16=16898 15=16897 14=16896 13=24 12=17 11=16 10=9 9=8 8=7 7=6 6=5 5=4 4=3 3=2 2=1 1=0 : ptrace.request
bits 1=1 2=2 4=4 8=8 16=16777216 32=33554432 : mmap.prot mmap2.prot mprotect.prot
bits 1=1 2=2 4=16 8=32 16=64 64=16384 128=32768 256=65536 512=256 1024=2048 2048=4096 16384=8192 : mmap.flags mmap2.flags
exact 1=8388610 2=8388611 4=8388612 8=8388613 16=8388614 32=8388615 64=8388616 128=8388609 256=22529 512=22530 1024=22531 2048=22532 4096=22533 8192=22534 16384=22535 : quotactl.cmd
exact 1=0 2=1 : quotactl.type
exact 1=0 2=1 4=2 8=4 : quotactl.quota_fmt quotactl.quota_fmt_out
bits 1=2048 2=4096 : semop.sem_flg_0 semop.sem_flg_1
bits 16384=1024 8192=512 : semget.semflg
exact 1=2 2=1 4=0 8=3 16=19 32=18 64=13 128=14 256=11 512=12 1024=15 2048=17 4096=16 : semctl.cmd
bits 1024=256 4096=4096 : fchownat.flags
bits 1=8 2=16 4=2 8=4 16=1 32=32 : openat2.resolve
bits 1=4096 2=256 : execveat.flags
bits 1=1 2=2 8=4 16=8 32=16 128=64 : io_uring_setup.flags
bits 1=524288 : epoll_create1.flags
bits 1=2048 : pidfd_open.flags
bits 2=2048 1=512 : delete_module.flags
`;

type Convert = (value: number) => number;

const byParameter: ReadonlyMap<string, Convert> = new Map(
  conversions.trim().split('\n').flatMap(parseLine),
);

/** The value of an event's parameter as Linux numbers it. */
export function linuxValue(event: string, parameter: string, value: EventArgument): EventArgument {
  if (typeof value !== 'number') return value;
  return byParameter.get(`${event}.${parameter}`)?.(value) ?? value;
}

function parseLine(line: string): readonly (readonly [string, Convert])[] {
  const [how = '', ...words] = line.split(' ');
  const colon = words.indexOf(':');
  const pairs = words.slice(0, colon).map((word) => {
    const [from = '', to = ''] = word.split('=');
    return [Number(from), Number(to)] as const;
  });
  return words.slice(colon + 1).map((name) => [name, converter(how, pairs)] as const);
}

function converter(how: string, pairs: readonly (readonly [number, number])[]): Convert {
  const exact = new Map(pairs);
  if (how === 'exact') return (value) => exact.get(value) ?? value;
  if (how === 'bits') return (value) => joined(value, pairs);
  // Captured: 1 reads, 2 writes, 3 does both. Linux: 0, 1, 2.
  return (value) => joined(value, pairs) + Math.max(0, (value & 3) - 1);
}

/** Bits that have no number in Linux are the source's own remarks, and are left out. */
function joined(value: number, pairs: readonly (readonly [number, number])[]): number {
  let result = 0n;
  for (const [from, to] of pairs) if ((value & from) !== 0) result |= BigInt(to);
  return Number(result);
}
