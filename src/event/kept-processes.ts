import type { RuntimeProcess } from '#model/runtime-event.ts';
import { type KeepOptions, keptProcess } from './keep.ts';

interface Kept {
  readonly copy: RuntimeProcess;
  readonly args: RuntimeProcess['args'];
  readonly capabilities: RuntimeProcess['capabilities'];
  readonly parent: RuntimeProcess | undefined;
}

const sameMembers = [
  'name',
  'exePath',
  'cwd',
  'uid',
  'effectiveUid',
  'gid',
  'effectiveGid',
  'loginUid',
  'session',
  'group',
  'tty',
  'container',
  'cgroup',
  'file',
  'namespaces',
] as const satisfies readonly (keyof RuntimeProcess)[];

/**
 * Copies of live processes that are shared between events as long as nothing about them changed: a process makes thousands of
 * events, and the copy of it with its ancestors is nine tenths of the copy of an event.
 */
export class KeptProcesses {
  readonly #options: KeepOptions;
  readonly #maxAncestors: number;
  readonly #copies = new WeakMap<RuntimeProcess, Kept>();

  constructor(options: KeepOptions & { readonly maxAncestors: number }) {
    this.#options = { ...options, maxAncestors: 0 };
    this.#maxAncestors = options.maxAncestors;
  }

  /** The process as it is now, with ancestors. */
  of(process: RuntimeProcess): RuntimeProcess {
    return this.#copyOf(process, this.#maxAncestors);
  }

  #copyOf(process: RuntimeProcess, ancestors: number): RuntimeProcess {
    const above = ancestors > 0 ? process.parent : undefined;
    const parent = above === undefined ? undefined : this.#copyOf(above, ancestors - 1);
    const known = this.#copies.get(process);
    if (known !== undefined && known.parent === parent && isSame(known, process)) return known.copy;
    const { args, capabilities } = process;
    const own = keptProcess(process, this.#options);
    const copy = parent === undefined ? own : { ...own, parent };
    this.#copies.set(process, { copy, args, capabilities, parent });
    return copy;
  }
}

/** Arguments and capabilities of a live process are replaced, never edited. */
function isSame({ copy, args, capabilities }: Kept, process: RuntimeProcess): boolean {
  if (args !== process.args || capabilities !== process.capabilities) return false;
  for (const member of sameMembers) if (copy[member] !== process[member]) return false;
  return true;
}
