import type { Advisory, AdvisoryState, AffectedRange } from '#model/advisory.ts';
import type { Fact } from './fact.ts';
import { distinctRanges } from './osv-range.ts';

/**
 * Joins facts that one advisory states of one package in several entries: ranges and versions add up, in their order.
 * Entries with different qualifiers stay apart.
 */
export function mergeFacts(facts: readonly Fact[]): Fact[] {
  return [...Map.groupBy(facts, identityOf).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined || group.length === 1
      ? group
      : [{ ...first, advisory: join(first.advisory, group) }];
  });
}

function identityOf({ segment, key, advisory }: Fact): string {
  const { architectures, module, imports } = advisory.qualifiers ?? {};
  const names = [segment, key, advisory.id, advisory.feed];
  return JSON.stringify([...names, architectures, module, imports]);
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
