import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { type Ecosystem, isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { severityRank } from '#model/severity.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';
import { compareText, countSeverities, type SeverityCounts } from './summary.ts';

/** What one does about findings: one upgrade (or the lack of one) that settles all of them. */
export interface FixAction {
  /** `none` when no publisher offers a fixed version. */
  readonly kind: 'os' | 'library' | 'none';
  readonly ecosystem: Ecosystem;
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

/** Order of urgency: known exploited, severity, exploit probability, then the id so that it is total. */
export function compareUrgency(a: JudgedFinding, b: JudgedFinding): number {
  return (
    compareDanger(a, b) ||
    compareText(a.finding.rule, b.finding.rule) ||
    compareText(a.finding.fingerprint, b.finding.fingerprint)
  );
}

function compareDanger(a: JudgedFinding, b: JudgedFinding): number {
  return (
    exploited(b) - exploited(a) ||
    severityRank(b.finding.severity) - severityRank(a.finding.severity) ||
    probability(b) - probability(a)
  );
}

/** Findings grouped by what settles them, most urgent action first. Findings of one action have one installed version. */
export function fixActions(findings: readonly JudgedFinding[]): readonly FixAction[] {
  const groups = Map.groupBy(findings, actionKey);
  return [...groups.values()].flatMap(toAction).sort(compareActions);
}

/** The version of a component that advisories compare: that of the source package where there is one. */
export function comparedVersion(component: Component): string {
  return component.source?.version ?? component.version;
}

function toAction(group: readonly JudgedFinding[]): readonly FixAction[] {
  const [first, ...rest] = group.toSorted(compareUrgency);
  if (first === undefined) return [];
  const findings = [first, ...rest] as const;
  const { component } = first.finding.vulnerability;
  const fixed = highestVersion(
    component.ecosystem,
    findings.flatMap(({ finding }) => finding.vulnerability.fixedVersion ?? []),
  );
  const system = isOperatingSystemEcosystem(component.ecosystem);
  return [
    {
      kind: kindOf(fixed, system),
      ecosystem: component.ecosystem,
      name: subjectName(component),
      installed: comparedVersion(component),
      ...(fixed !== undefined && { fixed }),
      packages: unique(findings.map(({ finding }) => finding.vulnerability.component.name)),
      paths: unique(
        findings.flatMap(({ finding }) => finding.locations.map((location) => location.path)),
      ),
      findings,
      counts: countSeverities(findings),
    },
  ];
}

/** The version that settles everything: the highest by the rules of the ecosystem. */
function highestVersion(ecosystem: Ecosystem, versions: readonly string[]): string | undefined {
  const compare = comparatorOf(schemeOfEcosystem(ecosystem));
  return versions.reduce<string | undefined>(
    (best, version) => (best === undefined || compare(version, best) > 0 ? version : best),
    undefined,
  );
}

function kindOf(fixed: string | undefined, system: boolean): FixAction['kind'] {
  if (fixed === undefined) return 'none';
  return system ? 'os' : 'library';
}

function actionKey({ finding }: JudgedFinding): string {
  const { component, fixedVersion } = finding.vulnerability;
  const fixable = fixedVersion === undefined ? 'none' : 'fix';
  return JSON.stringify([
    fixable,
    component.ecosystem,
    subjectName(component),
    comparedVersion(component),
  ]);
}

function subjectName(component: Component): string {
  return component.source?.name ?? component.name;
}

function compareActions(a: FixAction, b: FixAction): number {
  return (
    compareDanger(a.findings[0], b.findings[0]) ||
    b.findings.length - a.findings.length ||
    compareUrgency(a.findings[0], b.findings[0]) ||
    compareText(a.name, b.name)
  );
}

function exploited({ finding }: JudgedFinding): number {
  return finding.vulnerability.knownExploited === undefined ? 0 : 1;
}

function probability({ finding }: JudgedFinding): number {
  return finding.vulnerability.exploitPrediction?.probability ?? 0;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
