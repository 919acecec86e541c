import type { ReviewedTree, Reviewer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import type { Artifact, ImageFacts } from '#model/artifact.ts';
import type { Component } from '#model/component.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap, Observation } from '#model/observation.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { PackageFiles } from './altered.ts';
import type { LayerInventory } from './layer-inventory.ts';
import type { Overlay } from './overlay.ts';

/** What reviewers are shown, as the merge has it. */
export interface ReviewInput {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly os?: OperatingSystem;
  readonly components: readonly Component[];
  /** Observations of files that are still there, each with its layer. */
  readonly visible: readonly Observation[];
  readonly layers: readonly LayerInventory[];
  readonly overlay: Overlay;
  readonly packageFiles: PackageFiles;
}

export interface Review {
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}

/** Asks every reviewer. One that fails becomes a gap, and what it said before stays. */
export function review(reviewers: readonly Reviewer[], input: ReviewInput): Review {
  const faults: Fault[] = [];
  const gaps: Gap[] = [];
  if (reviewers.length === 0) return { faults, gaps };
  const tree = treeOf(input);
  for (const reviewer of reviewers) {
    for (const found of findingsBy(reviewer, tree)) {
      if ('type' in found) gaps.push(found);
      else faults.push(found);
    }
  }
  return { faults, gaps };
}

function* findingsBy(reviewer: Reviewer, tree: ReviewedTree): Iterable<Fault | Gap> {
  try {
    yield* reviewer.review(tree);
  } catch (error) {
    yield gapOf(reviewer, error);
  }
}

function gapOf({ title }: Reviewer, error: unknown): Gap {
  const why = error instanceof CaissonError ? error.message : 'unexpected failure';
  return {
    type: 'gap',
    location: { path: '/' },
    reason: 'crashed',
    detail: `${title}: ${why}`,
  };
}

function treeOf(input: ReviewInput): ReviewedTree {
  const { artifact, image, os, components, visible, layers, overlay, packageFiles } = input;
  return {
    artifact,
    ...(image !== undefined && { image }),
    ...(os !== undefined && { os }),
    components,
    facts: visible.filter((seen) => seen.type === 'fact'),
    altered: packageFiles.altered,
    ownerOf: (path) => packageFiles.ownerOf(path),
    has: presenceIn(layers, overlay),
  };
}

/** Made when somebody asks: an image may have a million paths. */
function presenceIn(
  layers: readonly LayerInventory[],
  overlay: Overlay,
): (path: string) => boolean {
  let sets: readonly ReadonlySet<string>[] | undefined;
  return (path) => {
    sets ??= layers.map(({ tree }) => new Set([...tree.others, ...tree.directories]));
    return sets.some((set, at) => set.has(path) && overlay.hiddenBy(path, at) === undefined);
  };
}
