import type { JsonObject } from '#model/json-value.ts';
import type { Deviation } from '#model/profile.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer, WorkloadImage } from '#model/workload.ts';
import type { Scope } from './scope.ts';

/** What a source of events tells, in order. Handlers run to their end before the next one; a view is valid only meanwhile. */
export interface EventHandler {
  event(event: RuntimeEvent): void;
  loss?(loss: SensorLoss): void;
  /** Everything that ran at the start was told. */
  synced?(): void;
  /** The kernel or the daemon acted. */
  verdict?(verdict: KernelVerdict): void;
}

/** A live or recorded source. Ends when it is exhausted or the scope's signal aborts. */
export interface EventSource {
  run(handler: EventHandler, scope: Scope): Promise<void>;
}

/** The kernel acted by a policy that a command gave. */
export interface KernelVerdict {
  readonly event: RuntimeEvent;
  readonly policy: number;
  readonly action: 'kill' | 'deny' | 'cut' | 'freeze' | 'thaw' | 'expired';
  readonly reason: 'drift' | 'memfd' | 'tmpfs' | 'denied' | 'quarantine' | 'command';
  readonly path?: string;
  readonly simulated: boolean;
}

/** What the kernel has to tell: the weakest condition that all rules, profiles and recorders together need. */
export interface KernelInterest {
  /** System calls by name; exec, fork and exit always come. */
  readonly calls: readonly string[];
  readonly opens: {
    readonly writes: boolean;
    readonly reads: 'none' | 'all' | 'listed';
    /** Path prefixes for `listed`, byte strings. */
    readonly prefixes: readonly string[];
    /** For `listed`: files that have these names in whatever directory. */
    readonly names?: readonly string[];
    /** For `listed`: whatever programs of these names (`comm`) read. */
    readonly programs?: readonly string[];
  };
  /** Calls that failed, too. */
  readonly failures: boolean;
  /** Of these calls only, by name; of all where it is absent. */
  readonly failing?: readonly string[];
  readonly scope: 'all' | 'containers';
  readonly network: { readonly dns: boolean; readonly sni: boolean; readonly http: boolean };
  readonly uring: boolean;
  /** See 32-bit calls; costs every system call a little. */
  readonly strict: boolean;
}

/** Carries out containment in the kernel. Every containment ends by itself. Refusals are CaissonErrors of `host.*` and `usage.*`. */
export interface SensorControl {
  /** One command of `native/README.md`; resolves with the members of the answer. */
  command(name: SensorCommand, members: JsonObject): Promise<JsonObject>;
  /** What this kernel can do. */
  readonly abilities: readonly SensorAbility[];
}
export type SensorCommand =
  | 'configure'
  | 'processes'
  | 'statistics'
  | 'doctor'
  | 'exec-policy'
  | 'exec-policy-remove'
  | 'quarantine'
  | 'release'
  | 'freeze'
  | 'thaw'
  | 'kill'
  | 'policies'
  | 'stop';

/** One line of the capability report. */
export interface SensorAbility {
  /** `exec`, `syscalls`, `dns`, `fanotify-exec`, `cgroup-skb`, `kill`, `lsm` … */
  readonly id: string;
  readonly state: 'works' | 'refused' | 'absent';
  /** What works without it, or what is lost. */
  readonly text: string;
  readonly errno?: string;
}

/** Containers that run here, by what the kernel knows of them. Look-ups are synchronous and never wait: `partial` says so. */
export interface ContainerDirectory {
  /** By path of a cgroup; undefined on the host. Starts a look-up at the engine when it is new. */
  ofCgroup(path: string, pid?: number): WorkloadContainer | undefined;
  readonly containers: readonly WorkloadContainer[];
  /** Engines (`docker at /run/docker.sock`) that answered and do so no more. */
  readonly lost?: readonly string[];
  /** Told when a container became known in full, changed or went. */
  onChange(listener: (container: WorkloadContainer, gone: boolean) => void): () => void;
}

/** Asks a container engine or the kernel's files for what a response needs. Errors are `access.*`, `input.not-found`. */
export interface ContainerEngineControl {
  stop(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  kill(id: string, signal: AbortSignal): Promise<void>;
  restart(id: string, signal: AbortSignal): Promise<void>;
  pause(id: string, signal: AbortSignal): Promise<void>;
  unpause(id: string, signal: AbortSignal): Promise<void>;
  /** Engine's own description, as JSON. */
  inspect(id: string, signal: AbortSignal): Promise<JsonObject>;
  /** Upper directory of the container's overlay and its lower ones, lowest last. */
  layers(
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly upper?: string; readonly lower: readonly string[] }>;
  /** Same image, same workload: how many run and are ready. */
  replicas(image: WorkloadImage | undefined, name: string | undefined): number;
}

/** The part of a profile that a rule with `novelty` asks. `undefined` while learning. */
export interface NoveltyOracle {
  deviation(event: RuntimeEvent, dimension: string): Deviation | false | undefined;
}
