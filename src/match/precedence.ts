import type { Advisory } from '#model/advisory.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Match } from '#model/match.ts';

/** Whose word counts for what is shown of a finding, best first. */
const tiers = ['vendor', 'ecosystem', 'github', 'nvd'] as const;

/** Who states an advisory, as narrow as its feed and id tell: `osv:PyPI` carries both `GHSA-` and `PYSEC-`. */
export function sourceOf({ feed, id }: Advisory): string {
  return `${feed} ${id.slice(0, id.indexOf('-') + 1)}`;
}

/** Rank of a match: 0 is the vendor of an OS package, then the ecosystem's own database, GitHub, NVD. */
export function precedenceOf({ advisory, component, because }: Match): number {
  if (because.segment === 'cpe' || advisory.feed.startsWith('nvd')) return tiers.indexOf('nvd');
  if (isOperatingSystemEcosystem(component.ecosystem)) return tiers.indexOf('vendor');
  return tiers.indexOf(advisory.id.startsWith('GHSA-') ? 'github' : 'ecosystem');
}

/** The matches of the best rank among `matches`. */
export function bestOf(matches: readonly Match[]): readonly Match[] {
  const best = Math.min(...matches.map(precedenceOf));
  return matches.filter((match) => precedenceOf(match) === best);
}
