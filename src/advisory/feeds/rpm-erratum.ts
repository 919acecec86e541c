import type { Advisory, AdvisoryQualifiers } from '#model/advisory.ts';
import { compareRpm } from '#version/rpm.ts';
import { below, type Sheet } from './vendor-fact.ts';

/** A package of an erratum. `evr` is epoch, version and release as rpm compares them, without an epoch of 0. */
export interface ErratumPackage {
  readonly name: string;
  readonly evr: string;
  readonly architecture: string;
  /** `name:stream`. */
  readonly module?: string;
  /** Variant whose versions do not compare with others (`AdvisoryQualifiers.flavour`). */
  readonly flavour?: string;
}

/** What an erratum of an rpm distribution says: all below the named builds is affected. */
export interface Erratum {
  readonly segment: string;
  /** What all its packages share. */
  readonly shared: Pick<Advisory, 'id' | 'cves' | 'feed'> & Partial<Advisory>;
  readonly packages: readonly ErratumPackage[];
  /** Repositories that it speaks of, where only their users have these builds. */
  readonly products?: readonly string[];
}

/** Epoch, version and release as one text; an epoch of 0 is the same as none. */
export function evrOf(epoch: string, version: string, release: string): string {
  const prefix = epoch === '' || epoch === '0' ? '' : `${epoch}:`;
  return `${prefix}${version}${release === '' ? '' : `-${release}`}`;
}

/**
 * A fact for each package and build of an erratum, with the architectures that it was published for: none named when it is
 * for all. Debug information and sources are never installed as what they describe.
 */
export function addErratum(erratum: Erratum, sheet: Sheet): void {
  const builds = new Map<string, Build>();
  for (const one of erratum.packages) if (!isCompanion(one)) gather(builds, one);
  for (const build of narrowed([...builds.values()])) addBuild(erratum, build, sheet);
}

interface Build {
  readonly name: string;
  readonly evr: string;
  readonly module: string | undefined;
  readonly flavour: string | undefined;
  readonly architectures: Set<string>;
}

function gather(builds: Map<string, Build>, one: ErratumPackage): void {
  const { name, evr, module, flavour, architecture } = one;
  const key = `${name} ${evr} ${module ?? ''}`;
  const build = builds.get(key) ?? { name, evr, module, flavour, architectures: new Set() };
  build.architectures.add(architecture);
  builds.set(key, build);
}

/**
 * One erratum may list several builds of a package for one architecture: the newest is what it asks for. Builds of modules
 * belong to different streams and stay apart.
 */
function narrowed(builds: readonly Build[]): readonly Build[] {
  const groups = Map.groupBy(builds, (build) => {
    const stream = build.evr.includes('.module') ? (build.module ?? build.evr) : '';
    const { name, flavour = '' } = build;
    return [name, stream, flavour, ...architecturesOf(build)].join(' ');
  });
  return [...groups.values()].flatMap((group) =>
    group.toSorted((a, b) => compareRpm(b.evr, a.evr)).slice(0, 1),
  );
}

function addBuild({ segment, shared, products }: Erratum, build: Build, sheet: Sheet): void {
  const architectures = architecturesOf(build);
  const { module, flavour } = build;
  const qualifiers: AdvisoryQualifiers = {
    ...(architectures.length > 0 && { architectures }),
    ...(module !== undefined && { module }),
    ...(products !== undefined && { products }),
    ...(flavour !== undefined && { flavour }),
  };
  sheet.add({
    segment,
    ecosystem: 'rpm',
    ...shared,
    package: build.name,
    state: 'fixed',
    ranges: below(build.evr),
    ...(Object.keys(qualifiers).length > 0 && { qualifiers }),
  });
}

function architecturesOf({ architectures }: Build): string[] {
  if (architectures.has('noarch') || architectures.has('')) return [];
  return [...architectures].sort();
}

function isCompanion({ name, architecture }: ErratumPackage): boolean {
  return (
    architecture === 'src' ||
    architecture === 'nosrc' ||
    /-debug(?:info|source)(?:-common)?$/.test(name)
  );
}
