import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory } from '#model/advisory.ts';
import { severityOfWord } from '../../severity-word.ts';
import type { FeedDocument, VendorRecords } from '../feed.ts';
import { isLink } from '../json-value.ts';
import { addErratum, type ErratumPackage } from '../rpm-erratum.ts';
import { Sheet } from '../vendor-fact.ts';
import { claimsOf, type OvalClaim } from './oval-claim.ts';
import type { OvalDefinition } from './oval-definition.ts';
import { readOval } from './oval-document.ts';

/** How a vendor of rpm packages writes his patch definitions. */
export interface RpmOvalDialect {
  /** The advisory's id, of a reference or the title. */
  readonly idOf: (definition: OvalDefinition) => string | undefined;
  /** Segment and feed of a product that a claim or the definition names. */
  readonly placeOf: (
    platform: string,
  ) => { readonly segment: string; readonly feed: string } | undefined;
  /** Architectures of packages on systems of an architecture. */
  readonly packagesOn?: (architecture: string) => readonly string[];
  readonly flavourOf?: (evr: string) => string | undefined;
}

/** The errata of an OVAL document whose definitions name the builds that repair. Throws what `readOval` throws. */
export function* readRpmOval(
  document: FeedDocument,
  dialect: RpmOvalDialect,
  scope: Scope,
): Iterable<VendorRecords> {
  const oval = readOval(document, scope);
  const sheet = new Sheet();
  for (const definition of oval.definitions) {
    checkpoint(scope.signal);
    addDefinition(definition, claimsOf(definition, oval), dialect, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function addDefinition(
  definition: OvalDefinition,
  claims: readonly OvalClaim[],
  dialect: RpmOvalDialect,
  sheet: Sheet,
): void {
  const id = dialect.idOf(definition);
  if (id === undefined) return sheet.skip('malformed', definition.id);
  if (claims.length === 0) return sheet.skip('no-versions', id);
  const placed = Map.groupBy(claims, (claim) => platformOf(claim, definition, dialect));
  for (const [platform, group] of placed) {
    const place = dialect.placeOf(platform);
    if (place === undefined) sheet.skip('unknown-ecosystem', platform);
    else {
      const packages = group.flatMap((claim) => packagesOf(claim, dialect));
      const shared = { ...sharedOf(definition, id), feed: place.feed };
      addErratum({ segment: place.segment, shared, packages }, sheet);
    }
  }
}

/** The product of the claim itself, else the only one that the definition is about. */
function platformOf(
  { context }: OvalClaim,
  { platforms }: OvalDefinition,
  { placeOf }: RpmOvalDialect,
): string {
  const named = [...context.platforms, ...platforms];
  return named.find((platform) => placeOf(platform) !== undefined) ?? named[0] ?? '';
}

function packagesOf(
  { names, range, context }: OvalClaim,
  { packagesOn = one, flavourOf }: RpmOvalDialect,
): ErratumPackage[] {
  const evr = range?.fixed;
  if (evr === undefined) return [];
  const { architectures, module } = context;
  const flavour = flavourOf?.(evr);
  const wanted = architectures.length === 0 ? [''] : architectures.flatMap(packagesOn);
  return names.flatMap((name) =>
    wanted.map((architecture) => ({
      name,
      evr,
      architecture,
      ...(module !== undefined && { module }),
      ...(flavour !== undefined && { flavour }),
    })),
  );
}

function one(architecture: string): readonly string[] {
  return [architecture];
}

function sharedOf(
  definition: OvalDefinition,
  id: string,
): Omit<Partial<Advisory>, 'id' | 'cves'> & Pick<Advisory, 'id' | 'cves'> {
  const severity = severityOfWord(definition.severity);
  const { published, modified, vectors, cves } = definition;
  const url = definition.references.find((reference) => reference.id === id)?.url;
  return {
    id,
    cves,
    cvss: vectors,
    ...(severity !== undefined && { severity }),
    ...(published !== undefined && { published, fixedOn: published }),
    ...(modified !== undefined && { modified }),
    ...(isLink(url) && { url }),
  };
}
