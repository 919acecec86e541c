import type { Artifact, ImageFacts } from '#model/artifact.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { Purl } from '#model/purl.ts';
import type { Identity } from '../exception.ts';
import { type ArtifactNames, isNameOf, namesImage, namesOfArtifact } from './artifact-names.ts';
import { type Containment, containmentOf } from './containment.ts';
import { cpeCovers, cpeNamesSystem, tryParseCpe } from './cpe.ts';
import { PurlBook, purlNames } from './purl-cover.ts';

/** What statements are compared with: the artifact, its system, its dependency graph. Made once for each judgement. */
export interface Ground {
  readonly artifact: ArtifactNames;
  readonly reference: string;
  readonly os?: OperatingSystem;
  readonly isContained: Containment;
  /** Package keys of all components, so that a product that is not there costs nothing. */
  readonly present: ReadonlySet<string>;
  readonly purls: PurlBook;
}

/** Gathers the ground. The inventory is needed for products that are components, and for products of a distribution. */
export function groundOf(given: {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly inventory?: Pick<Inventory, 'components' | 'relations' | 'os'>;
}): Ground {
  const { artifact, image, inventory } = given;
  const purls = new PurlBook();
  const present = (inventory?.components ?? []).map(({ purl }) => keyOf(purls.get(purl)));
  return {
    artifact: namesOfArtifact(artifact, image),
    reference: artifact.reference,
    ...(inventory?.os !== undefined && { os: inventory.os }),
    isContained: containmentOf(inventory),
    present: new Set(present),
    purls,
  };
}

/** Whether an identity names a component by any of its identifiers. */
export function namesComponent(identity: Identity, component: Component, ground: Ground): boolean {
  const { purls, cpes, hashes, names } = identity;
  const special = ground.purls.get(component.purl);
  return (
    names.includes(component.id) ||
    (special !== undefined &&
      purls.some((text) => {
        const general = ground.purls.get(text);
        return general !== undefined && purlNames(general, special, component);
      })) ||
    (component.hashes ?? []).some(({ value }) => hashes.includes(value)) ||
    (component.cpes !== undefined && cpes.some((cpe) => namesByCpe(cpe, component.cpes ?? [])))
  );
}

/** Whether an identity names the artifact itself, or the distribution it is built on. */
function namesArtifact({ purls, cpes, hashes, names }: Identity, ground: Ground): boolean {
  const { artifact, os } = ground;
  return (
    names.some((name) => isNameOf(name, artifact)) ||
    hashes.some((hash) => artifact.digests.has(`sha256:${hash}`)) ||
    purls.some((text) => {
      const purl = ground.purls.get(text);
      return purl !== undefined && namesImage(purl, artifact) === true;
    }) ||
    (os !== undefined && cpes.some((text) => namesSystem(text, os)))
  );
}

/** Whether a component is a product or a part of it. A product without any identifier cannot be checked and holds. */
export function isWithin(
  product: Identity,
  component: Component | undefined,
  ground: Ground,
): boolean {
  if (isUnnamed(product) || namesArtifact(product, ground)) return true;
  if (component === undefined) return false;
  if (namesComponent(product, component, ground)) return true;
  if (!mayBePresent(product, ground)) return false;
  return ground.isContained(component, (above) => namesComponent(product, above, ground));
}

function mayBePresent({ purls, cpes, hashes, names }: Identity, ground: Ground): boolean {
  if (cpes.length + hashes.length + names.length > 0) return true;
  return purls.some((text) => ground.present.has(keyOf(ground.purls.get(text))));
}

function isUnnamed({ purls, cpes, hashes, names }: Identity): boolean {
  return purls.length + cpes.length + hashes.length + names.length === 0;
}

function keyOf(purl: Purl | undefined): string {
  return purl === undefined ? '' : `${purl.type}/${purl.namespace ?? ''}/${purl.name}`;
}

function namesByCpe(text: string, actual: readonly string[]): boolean {
  const general = tryParseCpe(text);
  if (general === undefined) return false;
  return actual.some((one) => {
    const special = tryParseCpe(one);
    return special !== undefined && cpeCovers(general, special);
  });
}

function namesSystem(text: string, os: OperatingSystem): boolean {
  const cpe = tryParseCpe(text);
  return cpe !== undefined && cpeNamesSystem(cpe, os);
}
