import { Buffer } from 'node:buffer';
import { type HeaderMembers, RecordWriter } from './testing-writer.ts';
import { layout, wire, wireLimits } from './wire.gen.ts';

const { identity, file } = layout;

/** Members of an identity that tests set. */
export interface IdentityMembers {
  readonly ppid?: number;
  readonly uid?: number;
  readonly start?: number;
  readonly comm?: string;
  readonly cgroup?: number;
  readonly vpid?: number;
}

interface FileMembers {
  readonly ino?: number;
  readonly mark?: number;
  readonly mode?: number;
}

function writeIdentity(writer: RecordWriter, at: number, members: IdentityMembers): void {
  writer
    .u32(at + identity.ppid, members.ppid ?? 1)
    .u32(at + identity.uid, members.uid ?? 0)
    .u32(at + identity.loginuid, 0xffff_ffff)
    .u32(at + identity.vpid, members.vpid ?? 1)
    .u64(at + identity.cgroup, members.cgroup ?? 1)
    .u64(at + identity.start, members.start ?? 500_000_000)
    .bytes(at + identity.comm, Buffer.from((members.comm ?? 'sh').slice(0, 15), 'latin1'));
}

function writeFile(writer: RecordWriter, at: number, members: FileMembers): void {
  writer
    .u64(at + file.ino, members.ino ?? 0)
    .u32(at + file.mark, members.mark ?? 0)
    .u32(at + file.mode, members.mode ?? 0o100_644);
}

export interface ExecMembers extends HeaderMembers {
  readonly id?: IdentityMembers;
  readonly file?: FileMembers;
  readonly path?: string;
  readonly raw?: string;
  readonly cwd?: string;
  readonly argv?: readonly string[];
  /** A process of a snapshot, not an exec. */
  readonly snapshot?: boolean;
}

export function execRecord(members: ExecMembers = {}): Buffer {
  const { exec } = layout;
  const type = members.snapshot === true ? wire.type.process : wire.type.exec;
  const writer = new RecordWriter(type, exec.size, members);
  writeIdentity(writer, exec.id, members.id ?? {});
  writeFile(writer, exec.file, members.file ?? {});
  const argv = members.argv ?? ['sh'];
  return writer
    .u32(exec.argc, argv.length)
    .string(exec.pathLen, members.path ?? '/bin/sh')
    .string(exec.rawLen, members.raw ?? '/bin/sh')
    .string(exec.cwdLen, members.cwd ?? '/')
    .string(exec.argvLen, argv.map((arg) => `${arg}\0`).join(''))
    .done();
}

export function forkRecord(
  members: HeaderMembers & { readonly id?: IdentityMembers; readonly flags?: number },
): Buffer {
  const writer = new RecordWriter(wire.type.fork, layout.fork.size, members);
  writeIdentity(writer, layout.fork.id, members.id ?? {});
  return writer.u64(layout.fork.flags, members.flags ?? 0).done();
}

export function exitRecord(members: HeaderMembers & { readonly signal?: number } = {}): Buffer {
  const writer = new RecordWriter(wire.type.exit, layout.exit.size, members);
  return writer.u32(layout.exit.signal, members.signal ?? 0).done();
}

export function identityRecord(members: HeaderMembers & { readonly id?: IdentityMembers }): Buffer {
  const writer = new RecordWriter(wire.type.identity, layout.ids.size, members);
  writeIdentity(writer, layout.ids.id, members.id ?? {});
  return writer.done();
}

export interface OpenMembers extends HeaderMembers {
  readonly path?: string;
  readonly raw?: string;
  readonly flags?: number;
  readonly mode?: number;
  readonly dirfd?: number;
  readonly file?: FileMembers;
}

export function openRecord(members: OpenMembers = {}): Buffer {
  const { open } = layout;
  const writer = new RecordWriter(wire.type.open, open.size, { nr: 257, ret: 3, ...members });
  writeFile(writer, open.file, members.file ?? { ino: 7 });
  return writer
    .u32(open.flags, members.flags ?? 0)
    .u32(open.mode, members.mode ?? 0)
    .u32(open.dirfd, members.dirfd ?? -100)
    .string(open.pathLen, members.path ?? '/etc/hosts')
    .string(open.rawLen, members.raw ?? '/etc/hosts')
    .done();
}

interface EndMembers {
  readonly address: readonly number[];
  readonly port: number;
}

export interface SocketMembers extends HeaderMembers {
  readonly cookie?: number;
  readonly fd?: number;
  readonly family?: number;
  readonly protocol?: number;
  readonly role?: number;
  readonly local?: EndMembers;
  readonly remote?: EndMembers;
  readonly path?: string;
}

export function socketRecord(members: SocketMembers): Buffer {
  const { socket } = layout;
  const writer = new RecordWriter(wire.type.socket, socket.size, { nr: 42, ...members });
  writeEnds(writer, socket, members);
  return writer
    .u64(socket.cookie, members.cookie ?? 0)
    .u32(socket.fd, members.fd ?? 3)
    .u32(socket.role, members.role ?? wire.role.client)
    .string(socket.pathLen, members.path ?? '')
    .done();
}

const noEnd: EndMembers = { address: [], port: 0 };

function writeEnds(
  writer: RecordWriter,
  where: typeof layout.socket | typeof layout.net | typeof layout.call,
  members: Pick<SocketMembers, 'family' | 'protocol' | 'local' | 'remote'>,
): void {
  const { family = 2, protocol = 6, local = noEnd, remote = noEnd } = members;
  writer
    .u16(where.family, family)
    .u16(where.protocol, protocol)
    .u16(where.localPort, local.port)
    .u16(where.remotePort, remote.port)
    .bytes(where.local, Uint8Array.from(local.address))
    .bytes(where.remote, Uint8Array.from(remote.address));
}

export interface CallMembers extends HeaderMembers {
  readonly arg?: readonly number[];
  readonly strings?: readonly string[];
  readonly file?: FileMembers;
  readonly socket?: Pick<SocketMembers, 'family' | 'protocol' | 'local' | 'remote'>;
}

export function callRecord(members: CallMembers): Buffer {
  const { call } = layout;
  const writer = new RecordWriter(wire.type.call, call.size, members);
  writeFile(writer, call.file, members.file ?? {});
  for (const [index, value] of (members.arg ?? []).entries())
    writer.u64(call.arg + 8 * index, BigInt.asUintN(64, BigInt(value)));
  for (const [index, text] of (members.strings ?? []).entries())
    writer.string(call.stringLen + 2 * index, text);
  if (members.socket !== undefined) writeEnds(writer, call, members.socket);
  return writer.done();
}

export interface NetMembers extends SocketMembers {
  readonly kind: number;
  readonly cgroup?: number;
  readonly data: string | Uint8Array;
}

export function netRecord(members: NetMembers): Buffer {
  const { net } = layout;
  const writer = new RecordWriter(wire.type.net, net.size, members);
  writeEnds(writer, net, { protocol: 17, ...members });
  return writer
    .u64(net.cgroup, members.cgroup ?? 1)
    .u64(net.cookie, members.cookie ?? 0)
    .u16(net.kind, members.kind)
    .string(net.dataLen, members.data)
    .done();
}

export function uringRecord(
  members: HeaderMembers & {
    readonly opcode: number;
    readonly fd?: number;
    readonly path?: string;
  },
): Buffer {
  const { uring } = layout;
  return new RecordWriter(wire.type.uring, uring.size, members)
    .u32(uring.opcode, members.opcode)
    .u32(uring.fd, members.fd ?? 0)
    .string(uring.pathLen, members.path ?? '')
    .done();
}

export function verdictRecord(
  members: HeaderMembers & {
    readonly policy: number;
    readonly action: number;
    readonly reason: number;
    readonly path?: string;
    readonly simulated?: boolean;
    readonly cgroup?: number;
  },
): Buffer {
  const { verdict } = layout;
  return new RecordWriter(wire.type.verdict, verdict.size, members)
    .u64(verdict.cgroup, members.cgroup ?? 1)
    .u32(verdict.policy, members.policy)
    .u16(verdict.action, members.action)
    .u16(verdict.reason, members.reason)
    .u16(verdict.simulated, members.simulated === true ? 1 : 0)
    .string(verdict.pathLen, members.path ?? '')
    .done();
}

export function textRecord(
  type: 'hello' | 'cgroup' | 'synced' | 'reply',
  text: string,
  members: HeaderMembers & { readonly id?: number; readonly version?: number } = {},
): Buffer {
  const version = type === 'hello' ? wireLimits.wireVersion : 2;
  return new RecordWriter(wire.type[type], layout.text.size, members)
    .u64(layout.text.id, members.id ?? 0)
    .u32(layout.text.wire, members.version ?? version)
    .u32(layout.text.order, type === 'hello' ? 0x0102_0304 : 0)
    .text(text)
    .done();
}

/** A heartbeat, or a loss with what was dropped by type. */
export function countersRecord(
  type: 'heartbeat' | 'loss',
  members: HeaderMembers & {
    readonly realtime?: bigint;
    readonly from?: number;
    readonly dropped?: Readonly<Record<number, number>>;
  } = {},
): Buffer {
  const { counters } = layout;
  const writer = new RecordWriter(wire.type[type], counters.size, members)
    .u64(counters.realtime, members.realtime ?? 0n)
    .u64(counters.from, members.from ?? 0);
  for (const [number, count] of Object.entries(members.dropped ?? {}))
    writer.u64(counters.dropped + 8 * Number(number), count);
  return writer.done();
}

export function throttleRecord(cgroup: number, suppressed: number, stopped: boolean): Buffer {
  const { throttle } = layout;
  return new RecordWriter(wire.type.throttle, throttle.size, {})
    .u64(throttle.cgroup, cgroup)
    .u64(throttle.suppressed, suppressed)
    .u32(throttle.stopped, stopped ? 1 : 0)
    .done();
}
