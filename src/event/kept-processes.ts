import type { RuntimeProcess } from '#model/runtime-event.ts';
import { type KeepOptions, keptProcess } from './keep.ts';
import { LiveProcess } from './process.ts';

interface Kept {
  readonly copy: RuntimeProcess;
  /** As the process was when it was copied. */
  readonly version: number;
  readonly cwd: string;
  readonly parent: RuntimeProcess | undefined;
}

/**
 * Copies of live processes that are shared between events as long as nothing about them changed: a process makes thousands of
 * events, and the copy of it with its ancestors is nine tenths of the copy of an event.
 */
export class KeptProcesses {
  readonly #options: KeepOptions & { readonly maxAncestors: number };
  readonly #copies = new WeakMap<LiveProcess, Kept>();

  constructor(options: KeepOptions & { readonly maxAncestors: number }) {
    this.#options = options;
  }

  /** The process as it is now, with ancestors. */
  of(process: RuntimeProcess): RuntimeProcess {
    return process instanceof LiveProcess
      ? this.#copyOf(process, this.#options.maxAncestors)
      : keptProcess(process, this.#options);
  }

  #copyOf(process: LiveProcess, ancestors: number): RuntimeProcess {
    const above = ancestors > 0 ? process.parent : undefined;
    const parent = above === undefined ? undefined : this.#copyOf(above, ancestors - 1);
    const { version, cwd } = process;
    const known = this.#copies.get(process);
    if (known?.version === version && known.cwd === cwd && known.parent === parent)
      return known.copy;
    const own = keptProcess(process, { ...this.#options, maxAncestors: 0 });
    const copy = parent === undefined ? own : { ...own, parent };
    this.#copies.set(process, { copy, version, cwd, parent });
    return copy;
  }
}
