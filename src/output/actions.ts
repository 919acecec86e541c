import type { JudgedFinding } from '#model/decision.ts';
import { type Ecosystem, isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';
import { detailOf } from './kind/detail.ts';
import { isPlaced, placeText } from './kind/place.ts';
import { compareDanger, compareUrgency } from './order.ts';
import { compareText, countSeverities, type SeverityCounts } from './summary.ts';

/** What one does about findings: one upgrade (or the lack of one) that settles all of them. */
export interface FixAction {
  /** `none` when no publisher offers a fixed version; `other` when it is not an upgrade of a package. */
  readonly kind: 'os' | 'library' | 'none' | 'other';
  /** Absent when it is about no package. */
  readonly ecosystem?: Ecosystem;
  /** Source package of OS packages, else the component's name. */
  readonly name: string;
  readonly installed: string;
  /** The lowest version that settles all findings of the action; absent for `none`. */
  readonly fixed?: string;
  /** Binary packages or the library itself, sorted. */
  readonly packages: readonly string[];
  /** Files that name the software, sorted; for OS packages the package database. */
  readonly paths: readonly string[];
  /** Worst first. Never empty. */
  readonly findings: readonly [JudgedFinding, ...JudgedFinding[]];
  readonly counts: SeverityCounts;
}

/** Findings grouped by what settles them, most urgent action first. Findings of one action have one installed version. */
export function fixActions(findings: readonly JudgedFinding[]): readonly FixAction[] {
  const groups = Map.groupBy(findings, ({ finding }) => actionKey(finding));
  return [...groups.values()].flatMap(toAction).sort(compareActions);
}

function toAction(group: readonly JudgedFinding[]): readonly FixAction[] {
  const [first, ...rest] = group.toSorted(compareUrgency);
  if (first === undefined) return [];
  const findings = [first, ...rest] as const;
  const details = findings.map(({ finding }) => detailOf(finding));
  const ecosystem = componentOfFinding(first.finding)?.ecosystem;
  const { change, version } = detailOf(first.finding);
  const fixed = highestVersion(
    ecosystem,
    details.flatMap(({ fixedVersion }) => fixedVersion ?? []),
  );
  return [
    {
      kind: kindOf(first.finding, fixed, ecosystem),
      ...(ecosystem !== undefined && { ecosystem }),
      name: nameOf(first.finding, change, findings.length),
      installed: version,
      ...(fixed !== undefined && { fixed }),
      packages: unique(details.map(({ subject }) => subject)),
      paths: unique(findings.flatMap(placesOf)),
      findings,
      counts: countSeverities(findings),
    },
  ];
}

/** Files of software; the exact places of what is no software. */
function placesOf({ finding }: JudgedFinding): readonly string[] {
  return finding.locations.map((place) => (isPlaced(finding) ? placeText(place) : place.path));
}

/** Many places of one check have its title in common. */
function nameOf(finding: Finding, change: string, count: number): string {
  if (!isPlaced(finding)) return change;
  return count > 1 ? finding.title : detailOf(finding).subject;
}

/** The version that settles everything: the highest by the rules of the ecosystem. */
function highestVersion(
  ecosystem: Ecosystem | undefined,
  versions: readonly string[],
): string | undefined {
  if (ecosystem === undefined) return versions[0];
  const compare = comparatorOf(schemeOfEcosystem(ecosystem));
  return versions.reduce<string | undefined>(
    (best, version) => (best === undefined || compare(version, best) > 0 ? version : best),
    undefined,
  );
}

function kindOf(
  finding: Finding,
  fixed: string | undefined,
  ecosystem: Ecosystem | undefined,
): FixAction['kind'] {
  if (finding.kind !== 'vulnerability') return 'other';
  if (fixed === undefined) return 'none';
  return ecosystem !== undefined && isOperatingSystemEcosystem(ecosystem) ? 'os' : 'library';
}

/** Faults that no upgrade settles stand alone, but for misconfigurations: one remedy holds for all places of a check. */
function actionKey(finding: Finding): string {
  if (finding.kind === 'misconfiguration') return JSON.stringify(['check', finding.rule]);
  if (finding.kind !== 'vulnerability') return finding.fingerprint;
  const { change, version, fixedVersion } = detailOf(finding);
  const fixable = fixedVersion === undefined ? 'none' : 'fix';
  return JSON.stringify([fixable, finding.vulnerability.component.ecosystem, change, version]);
}

function compareActions(a: FixAction, b: FixAction): number {
  return (
    compareDanger(a.findings[0], b.findings[0]) ||
    b.findings.length - a.findings.length ||
    compareUrgency(a.findings[0], b.findings[0]) ||
    compareText(a.name, b.name)
  );
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
