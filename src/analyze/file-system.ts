import type { Entry } from '#contract/source.ts';
import type { Digest } from '#model/digest.ts';
import type { Efficiency, FileSystemFacts, NotableFile } from '#model/file-system.ts';
import type { LayerInventory } from './layer-inventory.ts';
import type { Overlay } from './overlay.ts';

const setId = 0o6000;
const sticky = 0o1000;
const writableByAll = 0o002;
const maxNotable = 10_000;
const maxWorst = 100;
/** Paths times layers above which nobody waits for the sum. */
const maxWork = 50_000_000;

/** What permissions make of an entry; `undefined` when they are ordinary. */
export function notableOf(entry: Entry): NotableFile | undefined {
  const { path, mode, uid, gid, size, capabilities } = entry;
  const type = entry.type === 'hardlink' ? 'file' : entry.type;
  if (type !== 'file' && type !== 'directory' && type !== 'other') return undefined;
  if (!isNotable(type, mode) && capabilities === undefined) return undefined;
  const facts = { path, type, mode, uid, gid, size };
  return capabilities === undefined ? facts : { ...facts, capabilities };
}

/** Set-id bits on directories only pass the group on; everybody may write to a directory that is sticky. */
function isNotable(type: 'file' | 'directory' | 'other', mode: number): boolean {
  const isOpen = (mode & writableByAll) !== 0;
  if (type === 'directory') return isOpen && (mode & sticky) === 0;
  return (mode & setId) !== 0 || (type === 'file' && isOpen);
}

/** Permissions and sizes of the merged tree. */
export function fileSystemFacts(
  layers: readonly LayerInventory[],
  overlay: Overlay,
): FileSystemFacts {
  const notable = layers.flatMap(({ tree, diffId }, number) =>
    tree.notable
      .filter(({ path }) => overlay.hiddenBy(path, number) === undefined)
      .map((file) => (diffId === undefined ? file : { ...file, layer: diffId })),
  );
  const efficiency = efficiencyOf(layers);
  return {
    notable: notable.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, maxNotable),
    ...(efficiency !== undefined && { efficiency }),
  };
}

interface Copies {
  /** With what whiteouts hide, as dive counts it. */
  sum: number;
  /** Bytes that the layers really hold. */
  stored: number;
  smallest: number;
  copies: number;
}

function efficiencyOf(layers: readonly LayerInventory[]): Efficiency | undefined {
  const ids = layers.flatMap(({ diffId }) => diffId ?? []);
  const paths = layers.reduce((sum, { tree }) => sum + tree.others.length, 0);
  if (ids.length !== layers.length || ids.length === 0 || paths * ids.length > maxWork)
    return undefined;
  const stack = new Stack();
  for (const { tree } of layers) stack.add(tree);
  return stack.result(layers, ids);
}

/** The layers laid on one another, with what every path has cost so far. */
class Stack {
  readonly #visible = new Map<string, number>();
  readonly #costs = new Map<string, Copies>();

  add(tree: LayerInventory['tree']): void {
    this.#hide(new Set(tree.whiteouts), new Set(tree.opaques));
    for (const [at, path] of tree.others.entries()) {
      const size = tree.sizes[at] ?? 0;
      this.#count(path, size, size);
      this.#visible.set(path, size);
    }
  }

  result(layers: readonly LayerInventory[], ids: readonly Digest[]): Efficiency {
    let [smallest, sum, visible, total] = [0, 0, 0, 0];
    for (const cost of this.#costs.values()) {
      smallest += cost.smallest;
      sum += cost.sum;
    }
    for (const size of this.#visible.values()) visible += size;
    const sizes = layers.map(({ tree }) => tree.sizes.reduce((all, size) => all + size, 0));
    for (const size of sizes) total += size;
    return {
      score: sum === 0 ? 1 : smallest / sum,
      totalBytes: total,
      wastedBytes: Math.max(0, total - visible),
      worst: this.#worst(),
      layers: ids.map((layer, at) => ({
        layer,
        bytes: sizes[at] ?? 0,
        files: layers[at]?.walked.files ?? 0,
      })),
    };
  }

  #worst(): Efficiency['worst'] {
    return [...this.#costs]
      .filter(([, { copies, sum }]) => copies > 1 && sum > 0)
      .map(([path, { stored, copies }]) => ({
        path,
        copies,
        bytes: stored - (this.#visible.get(path) ?? 0),
      }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
      .slice(0, maxWorst);
  }

  /** What a whiteout takes away lies in a lower layer and counts once more, as dive counts it. */
  #hide(whiteouts: ReadonlySet<string>, opaques: ReadonlySet<string>): void {
    if (whiteouts.size + opaques.size === 0) return;
    for (const [path, size] of this.#visible) {
      if (!whiteouts.has(path) && !isBelow(path, whiteouts, opaques)) continue;
      this.#count(path, size, 0);
      this.#visible.delete(path);
    }
  }

  #count(path: string, size: number, stored: number): void {
    const known = this.#costs.get(path);
    if (known === undefined) {
      this.#costs.set(path, { sum: size, stored, smallest: size, copies: 1 });
      return;
    }
    known.sum += size;
    known.stored += stored;
    known.copies += 1;
    known.smallest = Math.min(known.smallest, size);
  }
}

function isBelow(
  path: string,
  whiteouts: ReadonlySet<string>,
  opaques: ReadonlySet<string>,
): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const directory = path.slice(0, at);
    if (whiteouts.has(directory) || opaques.has(directory)) return true;
  }
  return opaques.has('/');
}
