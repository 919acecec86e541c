import { randomInt } from 'node:crypto';
import type { ContainerDirectory, SensorControl } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { WorkloadContainer } from '#model/workload.ts';

/** What happens to a program that the image does not have. */
export type DriftMode = 'simulate' | 'deny' | 'kill';

const ttlMs = 120_000;
const renewMs = ttlMs / 3;
const protectedLabel = 'caisson.dev/protected';
/** Set by people who have to bring a program into a running container: drift is then only told. */
const breakGlassLabel = 'caisson.dev/allow-drift';

interface DriftParts {
  readonly control: SensorControl;
  readonly directory: ContainerDirectory;
  /** Kernfs id of a process's cgroup, decimal. */
  readonly cgroupOf: (pid: number) => string | undefined;
  readonly mode: DriftMode;
}

/**
 * Keeps programs that no image has from running, in every container that is not protected. Each policy ends by itself two minutes
 * after the last renewal, so that nothing is denied when nobody watches any more.
 */
export class DriftPrevention implements AsyncDisposable {
  readonly #parts: DriftParts;
  readonly #scope: Scope;
  readonly #policies = new Map<string, number>();
  /** Containers for which a person was told that it does not work. */
  readonly #told = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  /** One command after the other: there may be thousands of containers. */
  #work: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(parts: DriftParts, scope: Scope) {
    this.#parts = parts;
    this.#scope = scope;
    this.#stopListening = parts.directory.onChange((container, gone) => {
      if (gone) this.#then(() => this.#remove(container.id));
      else if (!this.#policies.has(container.id)) this.#then(() => this.#apply(container));
    });
    this.#timer = setInterval(() => this.applyAll(), renewMs);
    this.#timer.unref();
  }

  /** Gives all policies anew: processes are known only now, policies would end, or the sensor has forgotten them. */
  applyAll(): void {
    for (const container of this.#parts.directory.containers)
      this.#then(() => this.#apply(container));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening();
    this.#isOver = true;
    await this.#work;
    await Promise.race([this.#removeAll(), pause(removeMs)]);
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(() => (this.#isOver ? undefined : work()));
  }

  async #apply(container: WorkloadContainer): Promise<void> {
    const { id, rootPid } = container;
    const mode = this.#modeFor(container);
    const cgroup = rootPid === undefined ? undefined : this.#parts.cgroupOf(rootPid);
    if (rootPid === undefined || cgroup === undefined || mode === undefined) return;
    const policy = this.#policies.get(id) ?? newPolicy(this.#policies);
    this.#policies.set(id, policy);
    const members = { policy, cgroup, pid: rootPid, drift: mode, memfd: mode, ttlMs };
    if (await this.#tell('exec-policy', members, id)) this.#told.delete(id);
    else this.#policies.delete(id);
  }

  /** Nothing for protected containers, and less where somebody broke the glass. */
  #modeFor({ labels, pod }: WorkloadContainer): DriftMode | undefined {
    const all = { ...pod?.labels, ...labels };
    if (isSet(all[protectedLabel])) return undefined;
    return isSet(all[breakGlassLabel]) ? 'simulate' : this.#parts.mode;
  }

  async #removeAll(): Promise<void> {
    for (const id of this.#policies.keys()) await this.#remove(id);
  }

  async #remove(id: string): Promise<void> {
    const policy = this.#policies.get(id);
    this.#policies.delete(id);
    this.#told.delete(id);
    if (policy !== undefined) await this.#tell('exec-policy-remove', { policy }, id);
  }

  async #tell(
    command: 'exec-policy' | 'exec-policy-remove',
    members: Parameters<SensorControl['command']>[1],
    id: string,
  ): Promise<boolean> {
    try {
      await this.#parts.control.command(command, members);
      return true;
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      // What has ended meanwhile, or was removed by the clock, needs nothing.
      const isGone = error.code === 'input.not-found' || command === 'exec-policy-remove';
      if (!isGone) this.#complain(id, error.message);
      return false;
    }
  }

  /** Once for a container: it is tried again and again. */
  #complain(container: string, reason: string): void {
    if (this.#told.has(container)) return;
    this.#told.add(container);
    this.#scope.log.warn('drift is not prevented here', { container, reason });
  }
}

const removeMs = 1000;

/** Actions have numbers below these. */
function newPolicy(known: ReadonlyMap<string, number>): number {
  const used = new Set(known.values());
  for (;;) {
    const policy = randomInt(2 ** 31, 2 ** 32);
    if (!used.has(policy)) return policy;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== 'false';
}
