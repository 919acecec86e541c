import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { Entry, FileView, Layer, LayerVisitor, Want } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { basename } from '#kit/path.ts';
import type { NotableFile } from '#model/file-system.ts';
import type { Gap, Observation } from '#model/observation.ts';
import { HandOver } from './background/hand-over.ts';
import type { BackgroundThread } from './background/thread.ts';
import type { ClaimIndex } from './claims.ts';
import { examine, examineEvery } from './examine.ts';
import { notableOf } from './file-system.ts';
import type { LayerInventory } from './layer-inventory.ts';

/** What was read of a layer, and what stopped the reading when that was not its end. */
export interface LayerReading {
  readonly inventory: LayerInventory;
  readonly failure?: CaissonError;
}

/** How files are examined: the claims of all analyzers, and the thread that does the work of some, where there is one. */
export interface Examination {
  readonly claims: ClaimIndex;
  readonly thread?: BackgroundThread;
}

/**
 * Reads one layer and shows each file to the analyzers that claim it. Damage and exceeded limits give what was read so far
 * with the failure beside it; aborts, `integrity.*`, `access.*` and everything else are thrown.
 */
export async function examineLayer(
  layer: Layer,
  examination: Examination,
  scope: Scope,
): Promise<LayerReading> {
  // Only a layer of an image has others below or above it.
  const walk = new Walk(examination, scope, layer.diffId !== undefined);
  const frame = layer.diffId === undefined ? {} : { diffId: layer.diffId };
  try {
    await layer.walk(walk, scope);
    return { inventory: { ...frame, ...(await walk.result()) } };
  } catch (error) {
    scope.signal.throwIfAborted();
    if (!(error instanceof CaissonError) || !/^(?:input|limit)\./.test(error.code)) throw error;
    return { inventory: { ...frame, ...(await walk.result()) }, failure: error };
  }
}

const executableBits = 0o111;
/** Programs and libraries that carry no executable bit but are read for what is linked into them. */
const programName = /\.(?:so(?:\.[0-9.]+)?|exe|dll|node|wasm|dylib)$/i;
const smallestProgram = 64;
const linkDepth = 3;
const maxNotable = 10_000;
/** Paths that are remembered of a tree on disk: a machine has too many, a root file system has not. */
const maxPathsOfTree = 200_000;

class Walk implements LayerVisitor {
  readonly #claims: ClaimIndex;
  /** Analyzers of every file: those that run here, and those that another thread may run. */
  readonly #every: readonly Analyzer[];
  readonly #served: readonly Analyzer[];
  readonly #handOver: HandOver | undefined;
  /** Where the results of the files that were handed over belong among the observations. */
  readonly #handedOver: number[] = [];
  readonly #scope: Scope;
  readonly #keepTree: boolean;
  readonly #observations: Observation[] = [];
  readonly #tree = {
    directories: [] as string[],
    others: [] as string[],
    sizes: [] as number[],
    notable: [] as NotableFile[],
    whiteouts: [] as string[],
    opaques: [] as string[],
    links: [] as { path: string; target: string }[],
  };
  #files = 0;
  #bytes = 0;
  /** Claimants of the file that was last announced, so that they are looked up once. */
  #pending: { readonly path: string; readonly analyzers: readonly Analyzer[] } | undefined;

  constructor({ claims, thread }: Examination, scope: Scope, keepTree: boolean) {
    this.#claims = claims;
    this.#served = thread?.analyzers ?? [];
    this.#every = [...claims.every].filter((analyzer) => !this.#served.includes(analyzer));
    this.#handOver = thread === undefined ? undefined : new HandOver(thread, scope);
    this.#scope = scope;
    this.#keepTree = keepTree;
  }

  entry(entry: Entry): Want {
    this.#remember(entry);
    if (entry.type !== 'file' && entry.type !== 'hardlink') return 'nothing';
    const analyzers = this.#claims.byPath(entry.path);
    if (analyzers.length > 0) {
      this.#pending = { path: entry.path, analyzers };
      return 'content';
    }
    return isProgram(entry) ? 'head' : 'nothing';
  }

  head(_entry: Entry, bytes: Uint8Array): boolean {
    return this.#claims.byMagic(bytes).length > 0;
  }

  file(view: FileView): void {
    checkpoint(this.#scope.signal);
    const isHandedOver = this.#handOver?.take(view) ?? false;
    for (const analyzer of this.#claimants(view))
      for (const observation of examine(analyzer, view, this.#scope))
        this.#observations.push(observation);
    this.#observations.push(...examineEvery(this.#every, view, this.#scope));
    if (isHandedOver) this.#handedOver.push(this.#observations.length);
    else this.#observations.push(...examineEvery(this.#served, view, this.#scope));
  }

  /** Who asked for this file in particular. */
  #claimants(view: FileView): ReadonlySet<Analyzer> {
    const named =
      this.#pending?.path === view.path ? this.#pending.analyzers : this.#claims.byPath(view.path);
    const magic = this.#claims.byMagic(view.read(0, 16));
    return new Set([...named, ...magic]).difference(this.#claims.every);
  }

  gap(gap: Gap): void {
    this.#observations.push(gap);
  }

  /** Waits for what was handed over. */
  async result(): Promise<Omit<LayerInventory, 'diffId'>> {
    return {
      observations: await this.#allObservations(),
      tree: this.#tree,
      walked: { files: this.#files, bytes: this.#bytes },
    };
  }

  async #allObservations(): Promise<readonly Observation[]> {
    const found = (await this.#handOver?.finish()) ?? [];
    const parts: (readonly Observation[])[] = [];
    let from = 0;
    for (const [index, at] of this.#handedOver.entries()) {
      parts.push(this.#observations.slice(from, at), found[index] ?? []);
      from = at;
    }
    return [...parts, this.#observations.slice(from)].flat();
  }

  #count({ type, size }: Entry): void {
    if (type !== 'file') return;
    this.#files += 1;
    this.#bytes += size;
  }

  #note(entry: Entry): void {
    const notable = notableOf(entry);
    if (notable !== undefined && this.#tree.notable.length < maxNotable)
      this.#tree.notable.push(notable);
  }

  #remember(entry: Entry): void {
    this.#count(entry);
    if (entry.type === 'symlink' && entry.link !== undefined && depthOf(entry.path) < linkDepth)
      this.#tree.links.push({ path: entry.path, target: entry.link });
    this.#note(entry);
    if (!this.#keepTree && this.#files > maxPathsOfTree) return;
    if (entry.type === 'whiteout') this.#tree.whiteouts.push(entry.path);
    else if (entry.type === 'opaque') this.#tree.opaques.push(entry.path);
    else if (entry.type === 'directory') this.#tree.directories.push(entry.path);
    else {
      this.#tree.others.push(entry.path);
      this.#tree.sizes.push(entry.type === 'file' ? entry.size : 0);
    }
  }
}

/** A second name of a program (hard link) tells nothing that the first did not. */
function isProgram(entry: Entry): boolean {
  if (entry.type !== 'file' || entry.size < smallestProgram) return false;
  return (entry.mode & executableBits) !== 0 || programName.test(basename(entry.path));
}

function depthOf(path: string): number {
  let depth = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth += 1;
  return depth;
}
