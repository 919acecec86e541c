import type { Advisory, AdvisoryState, AffectedRange } from '#model/advisory.ts';
import type { Fact } from './fact.ts';
import { distinctRanges } from './osv-range.ts';

/**
 * Joins facts that one advisory states of one package in several entries: ranges and versions add up, in their order.
 * Entries with different qualifiers stay apart.
 */
export function mergeFacts(facts: readonly Fact[]): Fact[] {
  const merged = new Map<string, Fact>();
  for (const fact of facts) {
    const { architectures, module, imports } = fact.advisory.qualifiers ?? {};
    const names = [fact.segment, fact.key, fact.advisory.id, fact.advisory.feed];
    const id = JSON.stringify([...names, architectures, module, imports]);
    const earlier = merged.get(id);
    merged.set(id, earlier === undefined ? fact : { ...fact, advisory: join(earlier, fact) });
  }
  return [...merged.values()];
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

function join(earlier: Fact, later: Fact): Advisory {
  const ranges = distinctRanges([...earlier.advisory.ranges, ...later.advisory.ranges]);
  const versions = [...new Set([...earlier.advisory.versions, ...later.advisory.versions])];
  const state = stateOf(ranges, versions, earlier.advisory.state);
  return { ...earlier.advisory, state, ranges, versions };
}
