import type { Artifact, ImageFacts } from '#model/artifact.ts';
import type { Component, Relation } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { DigestAlgorithm, FactObservation, Gap, Observation } from '#model/observation.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { Plugin } from './plugin.ts';
import type { Scope } from './scope.ts';
import type { FileView } from './source.ts';

/**
 * Reads one kind of file. It sees one file at a time and nothing else, so that a layer's observations depend on the
 * layer alone and can be cached; what needs the whole tree is a `Linker`.
 */
export interface Analyzer extends Plugin<'analyzer'> {
  /** Which files to be shown. Data, not a predicate: the walk indexes all claims, so a file costs one look-up. */
  readonly claims: readonly Claim[];
  /**
   * Pure but for the file. Errors of the `input.*` and `limit.*` families become gaps in the runner; whatever was yielded
   * before stays. Every loop over input is bounded by the file's size or by `scope.limits`.
   */
  analyze(file: FileView, scope: Scope): Iterable<Observation>;
}

/**
 * `path`: exactly this absolute path. `basename`: the last segment. `suffix`: the end of the last segment, compared in lower
 * case (`.jar`). `directory`, with its final slash: files directly in it, anywhere when it does not begin with a slash
 * (`specifications/default/`), only there when it does (`/var/lib/dpkg/info/`); `suffix` narrows it. `magic`: first bytes
 * of files that are executable by mode or by name (`.so`, `.exe`, `.dll`, `.node`). `every`: all files, whatever they are called;
 * such an analyzer reads by range (`FileView.read`) and makes its cost proportional to the size.
 */
export type Claim =
  | { readonly path: string }
  | { readonly basename: string }
  | { readonly suffix: string }
  | { readonly directory: string; readonly suffix?: string }
  | { readonly magic: readonly number[] }
  | { readonly every: true };

/**
 * Judges what single files cannot tell: it sees all observations of the merged tree at once. What it finds becomes part of
 * the inventory.
 */
export interface Reviewer extends Plugin<'reviewer'> {
  /** Pure. */
  review(tree: ReviewedTree): Iterable<Fault | Gap>;
}

/** The layers of an artifact laid on top of one another. */
export interface ReviewedTree {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly os?: OperatingSystem;
  readonly components: readonly Component[];
  /** Of files that are still there, each with its layer: `fact` observations. */
  readonly facts: readonly FactObservation[];
  /** Files whose content is not what their package installed. */
  readonly altered: readonly AlteredFile[];
  /** The package that installed a path of the merged tree, where one did. */
  ownerOf(path: string): { readonly component: Component; readonly unaltered: boolean } | undefined;
  /** Whether the merged tree has this path (files, links, directories). */
  has(path: string): boolean;
}

/** A file of a package whose bytes differ from those that the package manager recorded. */
export interface AlteredFile {
  readonly location: Location;
  readonly component: Component;
  readonly algorithm: DigestAlgorithm;
  readonly expected: string;
  readonly actual: string;
}

/** Finds the edges that no single file states: it sees all components of the merged tree at once. */
export interface Linker extends Plugin<'linker'> {
  readonly ecosystems: readonly Ecosystem[];
  /** Pure. Only components of `ecosystems`, in the order of the inventory. */
  link(components: readonly Component[]): Iterable<Relation>;
}
