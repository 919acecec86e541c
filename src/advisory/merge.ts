import type { Advisory, AdvisoryState, AffectedRange } from '#model/advisory.ts';
import type { Fact } from './fact.ts';
import { distinctRanges } from './osv-range.ts';

/**
 * Joins facts that one advisory states of one package in several entries: ranges and versions add up, in their order.
 * Entries with different qualifiers stay apart. Vendors' own feeds state each fact as a whole: of these only repetitions go.
 */
export function mergeFacts(facts: Iterable<Fact>): Fact[] {
  return [...Map.groupBy(facts, identityOf).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return group.length === 1 || !isInParts(first.advisory)
      ? [first]
      : [{ ...first, advisory: join(first.advisory, group) }];
  });
}

function isInParts({ feed }: Advisory): boolean {
  return feed.startsWith('osv:') || feed.startsWith('secdb:');
}

function identityOf({ segment, key, advisory }: Fact): string {
  if (!isInParts(advisory)) return JSON.stringify([segment, key, advisory]);
  const { architectures, module, imports, products, flavour } = advisory.qualifiers ?? {};
  const names = [segment, key, advisory.id, advisory.feed];
  return JSON.stringify([...names, architectures, module, imports, products, flavour]);
}

/** What the ranges and versions say together; a state that the publisher states outright stands. */
export function stateOf(
  ranges: readonly AffectedRange[],
  versions: readonly string[],
  stated?: AdvisoryState,
): AdvisoryState {
  if (stated === 'end_of_life') return stated;
  if (ranges.length === 0 && versions.length === 0) return 'not_affected';
  return ranges.some((range) => range.fixed !== undefined) ? 'fixed' : 'affected';
}

function join(first: Advisory, group: readonly Fact[]): Advisory {
  const ranges = distinctRanges(group.flatMap(({ advisory }) => advisory.ranges));
  const versions = [...new Set(group.flatMap(({ advisory }) => advisory.versions))];
  return { ...first, state: stateOf(ranges, versions, first.state), ranges, versions };
}
