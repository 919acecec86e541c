import { type Chain, type ChainDraft, type ChainEntry, nextEntry } from './chain.ts';

/** A chain for this process alone: dry runs, and hosts where nothing can be kept. */
export class MemoryChain implements Chain {
  readonly #entries: ChainEntry[] = [];
  #shown = 0;

  transact(decide: (fresh: readonly ChainEntry[]) => readonly ChainDraft[]): readonly ChainEntry[] {
    const drafts = decide(this.#entries.slice(this.#shown));
    const added = drafts.map((draft) => {
      const entry = nextEntry(this.#entries.at(-1), draft);
      this.#entries.push(entry);
      return entry;
    });
    this.#shown = this.#entries.length;
    return added;
  }

  /** The same entries, none of them shown yet: what a process finds that starts after a crash. */
  reopened(): MemoryChain {
    const copy = new MemoryChain();
    copy.#entries.push(...this.#entries);
    return copy;
  }
}
