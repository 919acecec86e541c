import type {
  AlteredFinding,
  ChangeCause,
  ChangedFinding,
  ChangeSide,
  ReportChange,
} from '#model/change.ts';
import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import {
  componentOfFinding,
  type FaultFinding,
  type Finding,
  isExcused,
  type SecretFinding,
} from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { compareComponents } from './components.ts';

/**
 * What differs between two reports. Findings are the same when their fingerprints are; each that opened or closed names its
 * cause. Pure; the order of the reports' findings is kept.
 */
export function compareReports(before: ScanReport, after: ScanReport): ReportChange {
  const components = compareComponents(before.inventory.components, after.inventory.components);
  const [old, current] = [byFingerprint(before), byFingerprint(after)];
  const altered = counted(after).flatMap((finding) => {
    const earlier = old.get(finding.finding.fingerprint);
    return earlier === undefined ? [] : alterationOf(earlier, finding);
  });
  const opened = counted(after).filter(({ finding }) => !old.has(finding.fingerprint));
  const closed = counted(before).filter(({ finding }) => !current.has(finding.fingerprint));
  const there: Sides = { before, after, changed: changesByComponent(components) };
  return {
    before: sideOf(before),
    after: sideOf(after),
    components,
    findings: {
      opened: opened.map((finding) => explained(finding, there, 'opened')),
      closed: closed.map((finding) => explained(finding, there, 'closed')),
      altered,
      same: counted(after).length - opened.length - altered.length,
    },
  };
}

interface Sides {
  readonly before: ScanReport;
  readonly after: ScanReport;
  /** In words, by component id on either side. */
  readonly changed: ReadonlyMap<string, string>;
}

/** What the scan excused with evidence is nobody's work, and opens and closes nothing. */
function counted({ findings }: ScanReport): readonly JudgedFinding[] {
  return findings.filter(({ finding }) => !isExcused(finding));
}

function byFingerprint(report: ScanReport): ReadonlyMap<string, JudgedFinding> {
  return new Map(counted(report).map((judged) => [judged.finding.fingerprint, judged]));
}

function sideOf(report: ScanReport): ChangeSide {
  const { inventory, database } = report;
  return {
    artifact: inventory.artifact,
    components: inventory.components.filter(({ presence }) => presence !== 'removed').length,
    findings: counted(report).length,
    database: { build: database.build, builtAt: database.builtAt },
  };
}

function changesByComponent(components: ReportChange['components']): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { id, name, version } of components.added)
    words.set(id, `${name} ${version} was added`);
  for (const { id, name, version } of components.removed)
    words.set(id, `${name} ${version} was removed`);
  for (const { before, after } of components.changed) {
    const text = `${after.name} ${before.version} → ${after.version}`;
    words.set(before.id, text);
    words.set(after.id, text);
  }
  return words;
}

function explained(
  judged: JudgedFinding,
  sides: Sides,
  direction: 'opened' | 'closed',
): ChangedFinding {
  if (isPlaced(judged.finding)) return placedChange(judged, judged.finding, sides, direction);
  const component = componentOfFinding(judged.finding);
  const change = component === undefined ? undefined : sides.changed.get(component.id);
  if (change !== undefined) return { finding: judged, cause: 'inventory', explanation: change };
  const silent = direction === 'opened' ? sides.before : sides.after;
  const gap = gapOver(silent, component);
  if (gap !== undefined) return { finding: judged, cause: 'gap', explanation: gap };
  return { finding: judged, ...withoutChange(sides, direction) };
}

function isPlaced(finding: Finding): finding is SecretFinding | FaultFinding {
  return finding.kind === 'secret' || 'fault' in finding;
}

/** A secret or a fault comes and goes with its file, unless one side could not read it or asked other checks. */
function placedChange(
  judged: JudgedFinding,
  finding: SecretFinding | FaultFinding,
  { before, after }: Sides,
  direction: 'opened' | 'closed',
): ChangedFinding {
  const place = finding.locations[0] ?? { path: '/' };
  const silent = direction === 'opened' ? before : after;
  const gap = [...silent.gaps, ...silent.inventory.gaps].find(
    ({ location: { path, layer } }) =>
      path === place.path || (path === '/' && (layer === undefined || layer === place.layer)),
  );
  if (gap !== undefined) return { finding: judged, cause: 'gap', explanation: gap.detail };
  const [old, current] = [before.tool.version, after.tool.version];
  const checks = old === current ? '' : `, or checked by another version (${old} → ${current})`;
  const words = direction === 'opened' ? 'is new or changed' : 'is gone or changed';
  return { finding: judged, cause: 'inventory', explanation: `${place.path} ${words}${checks}` };
}

/** The software is the same on both sides: then what is known of it changed, or how it was asked. */
function withoutChange(
  { before, after }: Sides,
  direction: 'opened' | 'closed',
): { readonly cause: ChangeCause; readonly explanation: string } {
  const [from, to] = [before.database, after.database];
  const verb = direction === 'opened' ? 'names' : 'no longer names';
  const explanation =
    from.build === to.build
      ? 'the same advisories: the two scans were made with different options'
      : `the database of ${to.builtAt.slice(0, 10)} ${verb} it (before: ${from.builtAt.slice(0, 10)})`;
  return { cause: 'advisories', explanation };
}

/** What hid the component on the side that does not have the finding. */
function gapOver(
  { gaps, inventory }: ScanReport,
  component: Component | undefined,
): string | undefined {
  const layer = component?.locations[0].layer;
  const found = [...gaps, ...inventory.gaps].find(
    (gap) =>
      (gap.reason === 'no-advisories' &&
        component !== undefined &&
        gap.detail.includes(component.ecosystem)) ||
      (gap.location.layer !== undefined &&
        gap.location.layer === layer &&
        gap.location.path === '/'),
  );
  return found?.detail;
}

function alterationOf(before: JudgedFinding, after: JudgedFinding): readonly AlteredFinding[] {
  const [a, b] = [factsOf(before), factsOf(after)];
  const fields = fieldNames.filter((field) => a[field] !== b[field]);
  return fields.length === 0 ? [] : [{ before, after, fields }];
}

const fieldNames = ['severity', 'tier', 'state', 'fix', 'exploited', 'accepted'] as const;
type FieldName = (typeof fieldNames)[number];

function factsOf({ finding, exception }: JudgedFinding): Readonly<Record<FieldName, unknown>> {
  return {
    severity: finding.severity,
    tier: finding.risk?.tier,
    accepted: exception !== undefined,
    ...stateFacts(finding),
  };
}

function stateFacts(
  finding: Finding,
): Pick<Record<FieldName, unknown>, 'state' | 'fix' | 'exploited'> {
  if (finding.kind === 'lifecycle')
    return { state: finding.lifecycle.status, fix: undefined, exploited: false };
  if (finding.kind === 'license') return { state: finding.rule, fix: undefined, exploited: false };
  if (finding.kind !== 'vulnerability')
    return { state: hiddenState(finding), fix: undefined, exploited: false };
  const { state, fixedVersion, knownExploited } = finding.vulnerability;
  return { state, fix: fixedVersion, exploited: knownExploited !== undefined };
}

/** Whether the file of a secret or a fault is still there. */
function hiddenState(finding: SecretFinding | FaultFinding): string {
  const { hidden } = finding.kind === 'secret' ? finding.secret : finding.fault;
  return hidden?.state ?? 'present';
}
