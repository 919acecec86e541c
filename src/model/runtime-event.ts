import type { JsonObject } from './json-value.ts';
import type { WorkloadContainer } from './workload.ts';

/**
 * One thing that happened on a host, as the sensor or a recording tells it. Names, types and arguments are those of Falco's
 * event table, so that rules of the field read it as it is.
 *
 * Every string that comes from the host is a *byte string*: one character (U+0000–U+00FF) a byte, so that comparison is exact.
 * `#kit/byte-string.ts` turns them into text for people.
 *
 * Events from a live source are views that are valid only while they are handled: `process` goes on changing behind them. What
 * is kept must be copied first (`keptEvent` of `#event/keep.ts`).
 */
export interface RuntimeEvent {
  readonly source: 'syscall';
  /** Position in the stream, from 1. */
  readonly number: number;
  /** System call or kernel event: `execve`, `openat`, `connect`, `clone`, `procexit`, `dns`, `io_uring_submit` … */
  readonly type: string;
  /** Since the Unix epoch: whole seconds, and nanoseconds below one. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly cpu?: number | undefined;
  /** Enter events (`>`) come only from captures. */
  readonly direction: '<' | '>';
  readonly thread: number;
  /** Return value; a negative one is an errno. Absent where the event has none. */
  readonly result?: number | undefined;
  readonly process: RuntimeProcess;
  /** The descriptor that the event is about. */
  readonly fd?: RuntimeDescriptor | undefined;
  /** By the names of the event table (`evt.arg.NAME`). */
  readonly args: EventArguments;
  /** What is not whole. */
  readonly marks?: readonly EventMark[] | undefined;
}

/** `truncated`: a string was cut. `unresolved`: a path is the argument as given. `compat`: a 32-bit call. `fault`: memory unreadable. */
export type EventMark = 'truncated' | 'unresolved' | 'compat' | 'fault';

export type EventArguments = Readonly<Record<string, EventArgument | undefined>>;
/** Flags and enumerations are numbers as the kernel has them; buffers are byte strings. */
export type EventArgument = string | number | boolean | readonly string[];

/** A process (thread group) as it is when the event is handled. Ids are those of the host's namespaces unless said otherwise. */
export interface RuntimeProcess {
  readonly pid: number;
  /** In its own pid namespace. */
  readonly virtualPid?: number | undefined;
  /** Milliseconds since the Unix epoch, with fraction. */
  readonly start: number;
  /** `comm`, at most 15 bytes. */
  readonly name: string;
  /** argv[0]. */
  readonly exe: string;
  /** Canonical path of the executable, inside its mount namespace. */
  readonly exePath: string;
  /** argv without argv[0]. */
  readonly args: readonly string[];
  /** `NAME=value`; only where the source recorded it. */
  readonly env?: readonly string[] | undefined;
  /** Ends in `/`. */
  readonly cwd: string;
  /** 0: none. */
  readonly tty: number;
  readonly session: number;
  readonly group: number;
  readonly virtualSession?: number | undefined;
  readonly virtualGroup?: number | undefined;
  readonly uid: number;
  readonly effectiveUid: number;
  readonly gid: number;
  readonly effectiveGid: number;
  /** -1: none. */
  readonly loginUid: number;
  /** By the container's or the host's passwd, where known. */
  readonly userName?: string | undefined;
  readonly groupName?: string | undefined;
  readonly loginName?: string | undefined;
  /** Bit masks below 2^53. */
  readonly capabilities: CapabilitySets;
  readonly file?: ExecutedFile | undefined;
  readonly namespaces?: ProcessNamespaces | undefined;
  /** Path in the unified hierarchy, or of the pids controller. */
  readonly cgroup?: string | undefined;
  /** Kernfs id as a decimal string. */
  readonly cgroupId?: string | undefined;
  /** Absent on the host. */
  readonly container?: WorkloadContainer | undefined;
  /** Absent at the root of the tree, or where it is not known. */
  readonly parent?: RuntimeProcess | undefined;
  /** Threads and system-call state that captures know. */
  readonly threads?: number | undefined;
}

export interface CapabilitySets {
  readonly effective: number;
  readonly permitted: number;
  readonly inheritable: number;
}

export interface ProcessNamespaces {
  readonly mount: number;
  readonly pid: number;
  readonly network: number;
  readonly user: number;
}

/** The file that a process executes. */
export interface ExecutedFile {
  readonly device: number;
  readonly inode: number;
  /** Milliseconds since the Unix epoch, with fraction. */
  readonly changed: number;
  readonly modified: number;
  /** From the writable layer of the container, not from its image. */
  readonly upperLayer: boolean;
  /** On an overlay at all; without it nothing can be said of layers. */
  readonly overlay: boolean;
  readonly memory: boolean;
  readonly temporary: boolean;
  readonly deleted: boolean;
  readonly writable: boolean;
  readonly setUid: boolean;
  /** Of the content, where it was computed: 64 hex digits. */
  readonly sha256?: string;
  /** Where the content comes from, where that was looked up. */
  readonly origin?: FileOrigin;
}

/** Joins a file that runs with what the image scan knows. */
export interface FileOrigin {
  /** `image`: as a layer has it. `altered`: a layer has another content. `added`: no layer has it. `mount`: from outside. */
  readonly kind: 'image' | 'altered' | 'added' | 'mount' | 'unknown';
  /** diffID of the layer. */
  readonly layer?: string;
  /** Package URL of the owner. */
  readonly purl?: string;
}

export type DescriptorKind =
  | 'file'
  | 'directory'
  | 'ipv4'
  | 'ipv6'
  | 'unix'
  | 'pipe'
  | 'event'
  | 'signal'
  | 'timer'
  | 'inotify'
  | 'eventpoll'
  | 'memfd'
  | 'bpf'
  | 'userfaultfd'
  | 'io_uring'
  | 'pidfd'
  | 'netlink'
  | 'other';

/** An open descriptor. `name` is canonical for files, `client:port->server:port` for connections. */
export interface RuntimeDescriptor {
  readonly number: number;
  readonly kind: DescriptorKind;
  readonly name: string;
  /** As the process named it, where that differs or nothing else is known. */
  readonly rawName?: string | undefined;
  readonly device?: number | undefined;
  readonly inode?: number | undefined;
  readonly socket?: SocketTuple | undefined;
  /** Of a file that was opened: from the writable layer. */
  readonly upperLayer?: boolean | undefined;
}

export interface SocketTuple {
  /** `tcp`, `udp`, `icmp`, `raw` or the number. */
  readonly protocol: string;
  /** Whether this side accepted the connection. */
  readonly isServer: boolean;
  readonly client?: SocketEnd | undefined;
  readonly server?: SocketEnd | undefined;
  readonly local?: SocketEnd | undefined;
  readonly remote?: SocketEnd | undefined;
  /** A stream that is connected; false while a non-blocking connect goes on. */
  readonly connected: boolean;
  /** The peer of a datagram socket changed by this event. */
  readonly nameChanged?: boolean | undefined;
  /** Names that DNS answers of this container gave for the remote address, newest first. */
  readonly remoteNames?: readonly string[] | undefined;
  /** Kernel's socket cookie, decimal. */
  readonly cookie?: string | undefined;
}

/** `address` in canonical text: `10.0.0.1`, `2001:db8::1`, never IPv4-mapped. */
export interface SocketEnd {
  readonly address: string;
  readonly port: number;
}

/** An event of the Kubernetes API server's audit log (audit.k8s.io/v1 Event), as it was read. */
export interface AuditEvent {
  readonly source: 'k8s_audit';
  readonly number: number;
  readonly type: 'pluginevent';
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly body: JsonObject;
}

/** Something the sensor could not tell: it goes the way of events, and reaches profiles, incidents and reports. */
export interface SensorLoss {
  readonly from: number;
  readonly to: number;
  /** Milliseconds since the Unix epoch for both. `reason` says why in a person's words. */
  readonly reason: 'ring-full' | 'queue-full' | 'throttled' | 'sensor-restarted' | 'decoder-limit';
  /** Lost events by class: `exec`, `open` … */
  readonly counts: Readonly<Record<string, number>>;
  readonly cgroupId?: string;
  readonly container?: WorkloadContainer;
}
