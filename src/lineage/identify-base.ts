import type { Attestation } from '#contract/source.ts';
import type { ImageFacts, LayerFacts } from '#model/artifact.ts';
import type { BaseImage } from '#model/base-image.ts';
import { fullName, repositoryOf } from '#model/image-name.ts';
import { type ChainIndex, type KnownBase, knownBase } from './chain.ts';
import { type Boundary, boundaryIn, namedInHistory } from './history.ts';
import { type Material, materialsIn } from './provenance.ts';
import { annotatedBase, labelledBase } from './stated.ts';

/** All that may tell what an image was built on. */
export interface LineageFacts {
  readonly image: ImageFacts;
  /** All layers, lowest first. */
  readonly layers: readonly LayerFacts[];
  readonly attestations?: readonly Attestation[];
  /** Images that were seen before. */
  readonly chains?: ChainIndex;
}

/** Evidence before the number of layers and the date are settled. */
type Candidate = Omit<BaseImage, 'layers' | 'created'> & { readonly layers?: number };

/** What every kind of evidence may lean on. */
interface Evidence {
  readonly facts: LineageFacts;
  readonly known: KnownBase | undefined;
  readonly seam: Boundary | undefined;
}

/**
 * The image that another one was built on, by the strongest evidence there is: provenance, annotations and labels, layers
 * that were seen before, and the shape of the history. `layers` is 0 where nothing tells which are the base's. `undefined`
 * when nothing points to a base. Pure; never throws.
 */
export function identifyBase(facts: LineageFacts): BaseImage | undefined {
  const { image, layers, chains } = facts;
  const known = chains === undefined ? undefined : knownBase(image, layers, chains);
  const evidence: Evidence = { facts, known, seam: boundaryIn(image.history) };
  const found =
    fromProvenance(evidence) ??
    fromAnnotation(evidence) ??
    fromLabel(evidence) ??
    fromChain(evidence) ??
    fromHistory(evidence);
  return found === undefined ? undefined : settled(found, evidence);
}

function fromProvenance({ facts, known }: Evidence): Candidate | undefined {
  const { image, layers, attestations = [] } = facts;
  const hints = [
    annotatedBase(image)?.name,
    known?.chain.reference,
    namedInHistory(image.history)?.name,
  ];
  for (const { isVerified, images } of materialsIn(attestations, layers)) {
    const base = chooseMaterial(images, known, hints);
    if (base === undefined) continue;
    return {
      ...base,
      evidence: isVerified ? 'signed-provenance' : 'provenance',
      confidence: isVerified ? 1 : 0.95,
      reason: `the build's provenance names ${base.name}`,
    };
  }
  return undefined;
}

/** A build of several stages uses several images: only weaker evidence tells which of them the last stage began with. */
function chooseMaterial(
  images: readonly Material[],
  known: KnownBase | undefined,
  hints: readonly (string | undefined)[],
): Material | undefined {
  if (images.length === 1) return images[0];
  const byLayers = images
    .filter(({ layers = 0 }) => layers > 0)
    .toSorted((a, b) => (b.layers ?? 0) - (a.layers ?? 0))[0];
  const byDigest = images.find(
    ({ digest }) => digest !== undefined && digest === known?.chain.digest,
  );
  if (byLayers !== undefined || byDigest !== undefined) return byLayers ?? byDigest;
  for (const hint of hints) {
    const named = hint === undefined ? undefined : images.find((image) => isNamed(image, hint));
    if (named !== undefined) return named;
  }
  return undefined;
}

function isNamed({ name }: Material, hint: string): boolean {
  const [bare = hint] = hint.split('@', 1);
  return fullName(bare) === name;
}

function fromAnnotation({ facts }: Evidence): Candidate | undefined {
  const stated = annotatedBase(facts.image);
  return stated === undefined ? undefined : { ...stated, evidence: 'annotation' };
}

/** Labels are inherited: where known layers show another base, they are those of the base's base. */
function fromLabel({ facts, known }: Evidence): Candidate | undefined {
  const stated = labelledBase(facts.image, facts.layers);
  if (stated === undefined) return undefined;
  const shown = known === undefined ? undefined : repositoryOf(known.chain.reference);
  if (shown !== undefined && stated.name !== undefined && shown !== repositoryOf(stated.name))
    return undefined;
  return { ...stated, evidence: 'annotation' };
}

function fromChain({ known }: Evidence): Candidate | undefined {
  if (known === undefined) return undefined;
  const { reference, digest } = known.chain;
  const layers = known.layers === 1 ? 'layer is that' : `${known.layers} layers are those`;
  return {
    name: reference,
    ...(digest !== undefined && { digest }),
    evidence: 'layer-chain',
    confidence: 0.9,
    layers: known.layers,
    reason: `the lowest ${layers} of ${reference}`,
  };
}

function fromHistory({ facts, seam }: Evidence): Candidate | undefined {
  const named = namedInHistory(facts.image.history);
  if (named !== undefined)
    return {
      name: fullName(named.name),
      evidence: 'history',
      confidence: 0.7,
      layers: named.layers,
      reason: `the build history says FROM ${named.name}`,
    };
  return seam === undefined ? undefined : { evidence: 'history', ...seam };
}

function settled(found: Candidate, evidence: Evidence): BaseImage {
  const layers = layersOf(found, evidence);
  const created = createdOf(evidence.facts, layers);
  return { ...found, layers, ...(created !== undefined && { created }) };
}

/** How many layers are the base's: as the evidence states it, by its known chain, else by the seam in the history. */
function layersOf(found: Candidate, { facts, known, seam }: Evidence): number {
  const most = facts.layers.length;
  const { history } = facts.image;
  const guess = isAccountable(history.length, facts) ? seam?.layers : undefined;
  const named = namedInHistory(history);
  const own = found.layers ?? (isKnown(found, known) ? known?.layers : undefined);
  return Math.min(own ?? named?.layers ?? guess ?? 0, most);
}

function isKnown({ name, digest }: Candidate, known: KnownBase | undefined): boolean {
  if (known === undefined) return false;
  if (digest !== undefined && digest === known.chain.digest) return true;
  return name !== undefined && repositoryOf(name) === repositoryOf(known.chain.reference);
}

/** Whether the history has as many steps with a layer as there are layers. */
function isAccountable(steps: number, { image, layers }: LineageFacts): boolean {
  return (
    steps > 0 && image.history.filter(({ emptyLayer }) => !emptyLayer).length === layers.length
  );
}

function createdOf({ image, layers }: LineageFacts, count: number): string | undefined {
  const steps = image.history.filter(({ emptyLayer }) => !emptyLayer);
  return steps.length === layers.length ? steps[count - 1]?.created : undefined;
}
