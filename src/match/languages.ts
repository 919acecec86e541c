import type { MatchContext, Matcher } from '#contract/matcher.ts';
import type { Component } from '#model/component.ts';
import { ecosystems, isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import { segmentOfEcosystem } from '#model/os.ts';
import { packageKey } from '#model/package-key.ts';
import { isVersion, schemeOfEcosystem } from '#version/scheme.ts';
import { examineAction } from './actions.ts';
import { noAdvisories, noPublisher, unknownVersion } from './gap.ts';
import { isGoStandardLibrary, releaseOfGo } from './go.ts';
import { examineProduct } from './products.ts';
import {
  type Examination,
  isDenial,
  isHit,
  type Lookup,
  matchesOf,
  type Statement,
  statementOf,
  verdictsOf,
} from './statement.ts';
import { type System, systemOf } from './system.ts';

/** Libraries against the advisories of their ecosystem, whoever publishes them; programs without one by product name. */
export const languageMatcher: Matcher = {
  kind: 'matcher',
  id: 'language/libraries',
  revision: 2,
  title: 'Libraries of programming languages',
  ecosystems: ecosystems.filter((ecosystem) => !isOperatingSystemEcosystem(ecosystem)),
  match: matchLibrary,
};

function matchLibrary(component: Component, context: MatchContext): Iterable<Match | Gap> {
  const { verdicts, gaps } = examineLibrary(component, systemOf(context));
  return [...verdicts.flatMap((verdict) => matchesOf(component, verdict)), ...gaps];
}

/** What the publishers of its ecosystem say of a library. */
export function examineLibrary(component: Component, system: System): Examination {
  if (component.ecosystem === 'generic' && (component.cpes ?? []).length > 0)
    return examineProduct(component, system, heldByPublishers);
  const segment = segmentOfEcosystem(component.ecosystem);
  if (segment === undefined) return { verdicts: [], gaps: [noPublisher(component)] };
  if (!system.index.has(segment)) return { verdicts: [], gaps: [noAdvisories(component, segment)] };
  const lookups = lookupsOf(component, segment);
  if (component.ecosystem === 'github')
    return examineAction(component, lookups, system, heldByPublishers);
  return judged(component, statementsFor(component, lookups, system), system);
}

/** Statements about versions that can be compared; where they cannot, only lists of versions tell. */
function judged(
  component: Component,
  statements: readonly Statement[],
  { index }: System,
): Examination {
  const [first] = statements;
  if (first === undefined) return { verdicts: [], gaps: [] };
  const { scheme, version } = first.lookup;
  if (isVersion(scheme, version))
    return { verdicts: verdictsOf(statements, index, heldByPublishers), gaps: [] };
  const listed = statements.filter(({ advisory }) => advisory.versions.includes(version));
  const open = statements.length - listed.length;
  return {
    verdicts: verdictsOf(listed.map(asListed), index, heldByPublishers),
    gaps: open > 0 ? [unknownVersion(component, component.version, open)] : [],
  };
}

function statementsFor(
  { ecosystem }: Component,
  lookups: readonly Lookup[],
  { index }: System,
): readonly Statement[] {
  return lookups.flatMap((lookup) =>
    index
      .byPackage(lookup.segment, packageKey(ecosystem, lookup.name))
      .map((advisory) => statementOf(advisory, lookup)),
  );
}

/** What is no version lies in no range; only a list can name it. */
function asListed({ advisory, lookup }: Statement): Statement {
  return { advisory, lookup, hit: 'listed' };
}

/** Publishers of an ecosystem may disagree: all that say "affected" are kept, unless the same one denies it as well. */
function heldByPublishers(statements: readonly Statement[]): readonly Statement[] {
  const denying = new Set(statements.filter(isDenial).map(({ advisory }) => advisory.feed));
  return statements.filter((item) => isHit(item) && !denying.has(item.advisory.feed));
}

/** The Go vulnerability database files the standard library under `stdlib` and the go command under `toolchain`. */
function lookupsOf(component: Component, segment: string): readonly Lookup[] {
  const scheme = schemeOfEcosystem(component.ecosystem);
  const version = comparedVersion(component);
  const names = isGoStandardLibrary(component) ? ['stdlib', 'toolchain'] : [component.name];
  return names.map((name) => ({ segment, name, version, scheme }));
}

function comparedVersion(component: Component): string {
  if (isGoStandardLibrary(component)) return releaseOfGo(component.version);
  // Bitnami counts its own builds of an upstream version after a hyphen; advisories name upstream's.
  if (component.ecosystem === 'bitnami') return component.version.replace(/-\d{1,6}$/, '');
  return component.version;
}
