import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { Entry, FileView, Layer, LayerVisitor, Want } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { basename } from '#kit/path.ts';
import type { NotableFile } from '#model/file-system.ts';
import type { Gap, Observation } from '#model/observation.ts';
import type { ClaimIndex } from './claims.ts';
import { provenanceOf } from './digest/analyzer.ts';
import { examine } from './examine.ts';
import { notableOf } from './file-system.ts';
import type { LayerInventory } from './layer-inventory.ts';

/** What was read of a layer, and what stopped the reading when that was not its end. */
export interface LayerReading {
  readonly inventory: LayerInventory;
  readonly failure?: CaissonError;
}

/**
 * Reads one layer and shows each file to the analyzers that claim it. Damage and exceeded limits give what was read so far
 * with the failure beside it; aborts, `integrity.*`, `access.*` and everything else are thrown.
 */
export async function examineLayer(
  layer: Layer,
  claims: ClaimIndex,
  scope: Scope,
): Promise<LayerReading> {
  // Only a layer of an image has others below or above it.
  const walk = new Walk(claims, scope, layer.diffId !== undefined);
  const frame = layer.diffId === undefined ? {} : { diffId: layer.diffId };
  try {
    await layer.walk(walk, scope);
    return { inventory: { ...frame, ...walk.result() } };
  } catch (error) {
    scope.signal.throwIfAborted();
    if (!(error instanceof CaissonError) || !/^(?:input|limit)\./.test(error.code)) throw error;
    return { inventory: { ...frame, ...walk.result() }, failure: error };
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

  constructor(claims: ClaimIndex, scope: Scope, keepTree: boolean) {
    this.#claims = claims;
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
    const named =
      this.#pending?.path === view.path ? this.#pending.analyzers : this.#claims.byPath(view.path);
    const magic = this.#claims.byMagic(view.read(0, 16));
    const first = this.#observations.length;
    for (const analyzer of new Set([...named, ...magic])) {
      for (const observation of examine(analyzer, view, this.#scope))
        this.#observations.push(withCommit(observation, view));
    }
    this.#proveOrigin(view, first);
  }

  /** Whether a file that holds a secret is as its package brought it is asked later: then its digest must be known. */
  #proveOrigin(view: FileView, first: number): void {
    const seen = this.#observations.slice(first);
    if (!seen.some(({ type }) => type === 'secret') || seen.some(({ type }) => type === 'digest'))
      return;
    const digests = provenanceOf(view);
    if (digests !== undefined) this.#observations.push(digests);
  }

  gap(gap: Gap): void {
    this.#observations.push(gap);
  }

  result(): Omit<LayerInventory, 'diffId'> {
    return {
      observations: this.#observations,
      tree: this.#tree,
      walked: { files: this.#files, bytes: this.#bytes },
    };
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

/** Says which commit brought a secret: the path alone may have held many contents. */
function withCommit(observation: Observation, { commit }: FileView): Observation {
  if (commit === undefined || observation.type !== 'secret') return observation;
  const location = { ...observation.secret.location, commit };
  return { type: 'secret', location, secret: { ...observation.secret, location } };
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
