import type { Scope } from '#contract/scope.ts';
import type { Entry, Layer, LayerVisitor } from '#contract/source.ts';
import { sha256Hex } from '#kit/hash.ts';
import { normalizePath } from '#kit/path.ts';
import { formatBytes } from '#kit/text.ts';
import { parseDigest } from '#model/digest.ts';
import { Budget } from '../layer/budget.ts';
import { ContentStore } from '../layer/content-store.ts';
import { gapAt } from '../layer/tar-entry.ts';
import { type ObjectListener, readObjects } from './objects.ts';
import type { Version } from './versions.ts';

const headBytes = 4096;

/**
 * Versions of files as a layer. `isWhole`: they are the whole tree, so that nothing of lower layers shows through. The diffID is
 * made of the object ids, which name the contents.
 */
export function gitLayer(
  directory: string,
  versions: readonly Version[],
  what: { readonly title: string; readonly isWhole: boolean },
): Layer {
  const names = versions.map(({ blob, path, mode, commit }) =>
    [blob, mode, commit, path].join(' '),
  );
  return {
    diffId: parseDigest(`sha256:${sha256Hex([what.title, ...names].join('\0'))}`),
    createdBy: what.title,
    async walk(visitor, scope) {
      if (what.isWhole) visitor.entry(directoryEntry('opaque', '/'));
      using show = new Show(visitor, scope);
      await readObjects(directory, versions, show);
    },
  };
}

function directoryEntry(type: 'opaque', path: string): Entry {
  return { path, type, size: 0, mode: 0o755, uid: 0, gid: 0 };
}

/** Shows contents as files of a layer, as the reader of tars does. */
class Show implements ObjectListener, Disposable {
  readonly #visitor: LayerVisitor;
  readonly #scope: Scope;
  readonly #budget: Budget;
  readonly #store: ContentStore;
  #entry: Entry | undefined;
  #asksHead = false;

  constructor(visitor: LayerVisitor, scope: Scope) {
    this.#visitor = visitor;
    this.#scope = scope;
    this.#budget = new Budget(scope, 'the repository');
    this.#store = new ContentStore(scope);
  }

  begin({ path: written, mode }: Version, size: number): boolean {
    this.#budget.entry();
    this.#budget.check();
    const path = normalizePath(`/${written}`);
    if (path === undefined || path === '/') return false;
    const entry: Entry = { path, type: 'file', size, mode, uid: 0, gid: 0 };
    const want = this.#visitor.entry(entry);
    if (want === 'nothing' || !this.#fits(entry)) return false;
    this.#entry = entry;
    this.#asksHead = want === 'head';
    this.#store.begin(size, false);
    return true;
  }

  bytes(part: Buffer, at: number): void {
    this.#budget.took(part.length);
    this.#store.write(part, at);
  }

  end({ commit }: Version): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    const { path, size, mode } = entry;
    const view = this.#store.view({ path, size, mode, ...(commit !== undefined && { commit }) });
    if (!this.#asksHead || this.#visitor.head(entry, view.read(0, headBytes)))
      this.#visitor.file(view);
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  #fits({ path, size }: Entry): boolean {
    const { maxSpoolBytes } = this.#scope.limits;
    if (size <= maxSpoolBytes) return true;
    const detail = `it has ${formatBytes(size)}; files above ${formatBytes(maxSpoolBytes)} are not examined`;
    this.#visitor.gap(gapAt(path, 'too-large', detail));
    return false;
  }
}
