import type { ContainerDirectory, SensorControl } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { WorkloadContainer } from '#model/workload.ts';

/** What happens to a program that the image does not have. */
export type DriftMode = 'simulate' | 'deny' | 'kill';

const ttlMs = 3_600_000;
const renewMs = ttlMs / 2;
const protectedLabel = 'caisson.dev/protected';
/** Set by people who have to bring a program into a running container: drift is then only told. */
const breakGlassLabel = 'caisson.dev/allow-drift';

/**
 * Keeps programs that no image has from running, in every container that is not protected. Each policy ends by itself an hour
 * after the last renewal, so that nothing is denied when nobody watches any more.
 */
export class DriftPrevention implements AsyncDisposable {
  readonly #control: SensorControl;
  readonly #mode: DriftMode;
  readonly #cgroupOf: (pid: number) => string | undefined;
  readonly #directory: ContainerDirectory;
  readonly #scope: Scope;
  readonly #policies = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #next = firstPolicy;

  constructor(
    parts: {
      readonly control: SensorControl;
      readonly directory: ContainerDirectory;
      /** Kernfs id of a process's cgroup, decimal. */
      readonly cgroupOf: (pid: number) => string | undefined;
      readonly mode: DriftMode;
    },
    scope: Scope,
  ) {
    this.#control = parts.control;
    this.#mode = parts.mode;
    this.#cgroupOf = parts.cgroupOf;
    this.#scope = scope;
    this.#stopListening = parts.directory.onChange((container, gone) => {
      if (gone) void this.#remove(container.id);
      else void this.#apply(container);
    });
    this.#directory = parts.directory;
    this.#timer = setInterval(() => this.applyAll(), renewMs);
    this.#timer.unref();
  }

  /** Gives every policy (again): processes became known, the sensor was started anew, or time went by. */
  applyAll(): void {
    for (const container of this.#directory.containers) void this.#apply(container, true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening();
    await Promise.all([...this.#policies.keys()].map((id) => this.#remove(id)));
  }

  async #apply(container: WorkloadContainer, again = false): Promise<void> {
    const { id, rootPid } = container;
    if (rootPid === undefined || (this.#policies.has(id) && !again)) return;
    const mode = this.#modeFor(container);
    const cgroup = this.#cgroupOf(rootPid);
    if (cgroup === undefined || mode === undefined) return;
    const policy = this.#policies.get(id) ?? this.#next++;
    this.#policies.set(id, policy);
    const members = { policy, cgroup, pid: rootPid, drift: mode, memfd: mode, ttlMs };
    await this.#tell('exec-policy', members);
  }

  /** Nothing for protected containers, and less where somebody broke the glass. */
  #modeFor({ labels, pod }: WorkloadContainer): DriftMode | undefined {
    const all = { ...pod?.labels, ...labels };
    if (isSet(all[protectedLabel])) return undefined;
    return isSet(all[breakGlassLabel]) ? 'simulate' : this.#mode;
  }

  async #remove(id: string): Promise<void> {
    const policy = this.#policies.get(id);
    if (policy === undefined) return;
    this.#policies.delete(id);
    await this.#tell('exec-policy-remove', { policy });
  }

  async #tell(
    command: 'exec-policy' | 'exec-policy-remove',
    members: Parameters<SensorControl['command']>[1],
  ): Promise<void> {
    try {
      await this.#control.command(command, members);
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      this.#scope.log.warn('drift is not prevented here', { reason: error.message });
    }
  }
}

/** Policies of actions have other numbers. */
const firstPolicy = 1_000_000;

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== 'false';
}
