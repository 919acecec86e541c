import type { AffectedRange } from '#model/advisory.ts';
import type { Skip, SkipReason } from '../fact.ts';
import { distinctRanges } from '../osv-range.ts';
import { type CpeName, parseCpe } from './cpe.ts';
import { listAt, textAt } from './json-value.ts';

/** The versions of one product that a CVE affects. */
export interface NvdProduct {
  /** `vendor:product`. */
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  readonly versions: readonly string[];
}

/** What the configurations of a CVE say, and what of them says nothing to us. */
export interface NvdConfigurations {
  readonly products: readonly NvdProduct[];
  readonly skips: readonly Skip[];
}

/**
 * The applications that the configurations of a CVE call vulnerable (NVD API 2.0, `configurations[].nodes[].cpeMatch[]`). Where a
 * configuration joins an application with the platform it runs on (`AND`), the platform is no condition for us: nothing tells it of
 * a binary. A negated configuration names what is not affected and is left out, as are operating systems and hardware, and
 * products for one kind of target software only (`target_sw` of a WordPress plug-in), whose names belong to other things elsewhere.
 */
export function readConfigurations(cve: unknown): NvdConfigurations {
  const collector = new Collector();
  for (const configuration of listAt(cve, 'configurations'))
    for (const node of listAt(configuration, 'nodes'))
      collector.readNode(node, isNegated(configuration) || isNegated(node));
  return collector.finish();
}

interface Versions {
  readonly ranges: AffectedRange[];
  readonly versions: Set<string>;
}

class Collector {
  readonly #products = new Map<string, Versions>();
  readonly #skips = new Map<string, Skip>();

  skip(reason: SkipReason, subject: string): void {
    this.#skips.set(`${reason} ${subject}`, { reason, subject });
  }

  readNode(node: unknown, isDenied: boolean): void {
    if (isDenied) return this.skip('excluded', 'negated');
    for (const match of listAt(node, 'cpeMatch')) this.#read(match);
  }

  #read(match: unknown): void {
    const criteria = textAt(match, 'criteria');
    const cpe = criteria === undefined ? undefined : parseCpe(criteria);
    if (cpe === undefined) return this.skip('malformed', 'cpe');
    if (!isVulnerable(match)) return;
    if (cpe.part !== 'a') return this.skip('unknown-ecosystem', `cpe part ${cpe.part.slice(0, 8)}`);
    if (!isUnset(cpe.targetSoftware)) return this.skip('excluded', 'target software');
    if (cpe.version === '-') return this.skip('no-versions', `${cpe.vendor}:${cpe.product}`);
    this.#add(cpe, match);
  }

  finish(): NvdConfigurations {
    const products = [...this.#products].map(([name, { ranges, versions }]) => ({
      name,
      ranges: distinctRanges(ranges),
      versions: [...versions],
    }));
    return { products, skips: [...this.#skips.values()] };
  }

  #add(cpe: CpeName, match: unknown): void {
    const name = `${cpe.vendor}:${cpe.product}`;
    const known = this.#products.get(name) ?? { ranges: [], versions: new Set<string>() };
    this.#products.set(name, known);
    if (cpe.version === '*') known.ranges.push(rangeOf(match));
    else known.versions.add(isUnset(cpe.update) ? cpe.version : `${cpe.version}-${cpe.update}`);
  }
}

/**
 * Bounds of a wildcard version. `versionStartExcluding` becomes the beginning itself: a range cannot exclude it, and a version
 * too many is the smaller fault. `versionEndExcluding` need not be a release; it is the first version that is not affected.
 */
function rangeOf(match: unknown): AffectedRange {
  const introduced =
    textAt(match, 'versionStartIncluding') ?? textAt(match, 'versionStartExcluding') ?? '0';
  const fixed = textAt(match, 'versionEndExcluding');
  const lastAffected = textAt(match, 'versionEndIncluding');
  if (fixed !== undefined) return { introduced, fixed };
  return lastAffected === undefined ? { introduced } : { introduced, lastAffected };
}

function isVulnerable(match: unknown): boolean {
  return typeof match === 'object' && match !== null && Reflect.get(match, 'vulnerable') === true;
}

function isNegated(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'negate') === true;
}

function isUnset(attribute: string): boolean {
  return attribute === '*' || attribute === '-' || attribute === '';
}
