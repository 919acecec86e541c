import type { CapabilitySets, ExecutedFile, ProcessNamespaces } from '#model/runtime-event.ts';

/** Who a process is: told at its birth, and again whenever ids, capabilities or namespaces change. */
export interface ProcessIdentity {
  /** Real parent as the kernel has it now; 0: none. */
  readonly parentPid: number;
  /** Start in nanoseconds of the table's clock: with the pid it names a process for good. */
  readonly born: number;
  /** The same in milliseconds since the Unix epoch. */
  readonly start: number;
  readonly name: string;
  readonly virtualPid?: number | undefined;
  readonly tty: number;
  readonly session: number;
  readonly group: number;
  readonly virtualSession?: number | undefined;
  readonly virtualGroup?: number | undefined;
  readonly uid: number;
  readonly effectiveUid: number;
  readonly gid: number;
  readonly effectiveGid: number;
  readonly loginUid: number;
  readonly capabilities: CapabilitySets;
  readonly namespaces?: ProcessNamespaces | undefined;
  readonly cgroup?: string | undefined;
  readonly cgroupId?: string | undefined;
}

/** What a process executes: told at exec, inherited by fork. */
export interface ProcessImage {
  readonly exe: string;
  readonly exePath: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: readonly string[] | undefined;
  readonly file?: ExecutedFile | undefined;
}
