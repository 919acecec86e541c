import type { RuntimeEvent } from '#model/runtime-event.ts';
import { localEnd } from './socket-end.ts';

/** Capabilities in the order of their bits (capabilities(7), linux/capability.h). */
const capabilityNames = `
CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO
SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME
SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG
WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE
`
  .trim()
  .split(/\s+/);

const needed = new Map(
  Object.entries({
    SYS_ADMIN:
      'mount umount umount2 move_mount fsmount pivot_root setns sethostname setdomainname fanotify_init quotactl vhangup',
    SYS_CHROOT: 'chroot',
    SYS_MODULE: 'init_module finit_module delete_module',
    SYS_BOOT: 'reboot kexec_load kexec_file_load',
    SYS_TIME: 'settimeofday clock_settime',
    SYS_PTRACE: 'process_vm_readv process_vm_writev',
    SYS_PACCT: 'acct',
    SYS_RAWIO: 'iopl ioperm',
    DAC_READ_SEARCH: 'open_by_handle_at',
    SETUID: 'setuid setreuid setresuid setfsuid',
    SETGID: 'setgid setregid setresgid setgroups',
    CHOWN: 'chown lchown fchown fchownat',
    MKNOD: 'mknod mknodat',
  }).flatMap(([capability, calls]) => calls.split(' ').map((call) => [call, capability] as const)),
);
const newUserNamespace = 0x1000_0000;
const otherNamespaces = 0x6e02_0000;
const fileType = 0o170000;
const devices = new Set([0o020000, 0o060000]);
const packetSocket = 17;
const rawType = 3;

/**
 * The capability that a call which succeeded needed, inferred from the call: the kernel's own check is not seen without
 * hooks that few kernels allow. A process that does not have it did not use it.
 */
export function capabilityOf(event: RuntimeEvent): string | undefined {
  if (typeof event.result === 'number' && event.result < 0) return undefined;
  const name = neededFor(event);
  if (name === undefined) return undefined;
  const bit = 2 ** capabilityNames.indexOf(name);
  const { effective } = event.process.capabilities;
  return Math.floor(effective / bit) % 2 === 1 ? name : undefined;
}

function neededFor(event: RuntimeEvent): string | undefined {
  const { type, args } = event;
  switch (type) {
    case 'bind':
      return isLowPort(event) ? 'NET_BIND_SERVICE' : undefined;
    case 'socket':
      return isRawSocket(args) ? 'NET_RAW' : undefined;
    case 'unshare':
      return entersNamespaces(args['flags']) ? 'SYS_ADMIN' : undefined;
    default:
      return changesNothing(event) ? undefined : needed.get(type);
  }
}

/** Setting what one is already, or giving a file to oneself, needs nothing. */
function changesNothing({ type, args, process }: RuntimeEvent): boolean {
  if (type.startsWith('mknod')) return !isDevice(args['mode']);
  if (type.startsWith('set') && type.endsWith('uid')) return onlyHas(args, 'uid', process.uid);
  if (type.startsWith('set') && type.endsWith('gid')) return onlyHas(args, 'gid', process.gid);
  return false;
}

function onlyHas(args: RuntimeEvent['args'], suffix: string, own: number): boolean {
  return Object.entries(args).every(
    ([name, value]) =>
      !name.endsWith(suffix) || value === own || value === -1 || value === 0xffff_ffff,
  );
}

function isLowPort({ fd }: RuntimeEvent): boolean {
  const end = localEnd(fd);
  return end !== undefined && end.port > 0 && end.port < 1024;
}

function isRawSocket(args: RuntimeEvent['args']): boolean {
  const type = args['type'];
  return (
    args['domain'] === packetSocket ||
    (typeof type === 'number' && (type & 0xf) === rawType && args['domain'] !== 16)
  );
}

/** A user namespace of one's own gives what the others need. */
function entersNamespaces(flags: unknown): boolean {
  return hasBits(flags, otherNamespaces) && !hasBits(flags, newUserNamespace);
}

function isDevice(mode: unknown): boolean {
  return typeof mode === 'number' && devices.has(mode & fileType);
}

function hasBits(value: unknown, bits: number): boolean {
  return typeof value === 'number' && (value & bits) !== 0;
}
