import type { SqlDatabase, SqlValue, SqlWriter } from '#contract/sql.ts';
import type { AssetContext } from '#estate/asset/record.ts';
import { coverOf, type ExceptionsByRule } from '#estate/exception/cover.ts';
import type { AssetPlaces } from '#estate/exception/places.ts';
import { type Interned, intern, internIn } from '#estate/finding/intern.ts';
import { labelOf } from '#estate/finding/label.ts';
import { riskOrderOf, type StagedFinding } from '#estate/finding/staged.ts';
import { storable } from '#estate/row.ts';
import type { SeenExploitation } from '#estate/runtime/exploited.ts';
import { sha256Hex } from '#kit/hash.ts';
import { fingerprintOf, type Precision } from '#match/fingerprint.ts';
import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding, isExcused } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { Risk, Tier } from '#model/risk.ts';
import { severityRank } from '#model/severity.ts';
import { assess } from '#risk/assess.ts';
import type { RiskContext } from '#risk/context.ts';
import { problemColumns, problemFactsOf, problemRow } from './problem.ts';
import { internRemedies, type ReportRemedies } from './remedies.ts';

const componentTable: Interned = {
  table: 'component',
  key: 'purl',
  columns: ['name', 'version', 'ecosystem', 'license'],
};
const faultTable: Interned = {
  table: 'vulnerability',
  key: 'identity',
  columns: ['kind', 'rule', 'folded'],
};
const problemTable: Interned = {
  table: 'problem',
  key: 'identity',
  columns: problemColumns,
};
const sentenceTable: Interned = { table: 'sentence', key: 'digest', columns: ['words'] };

const precisions: readonly Precision[] = ['package', 'version', 'component'];
const mostAliases = 50;

/** Row ids of all that the findings and components of a report refer to. */
export interface ReportIds {
  /** By purl. */
  readonly components: ReadonlyMap<string, number>;
  /** By `faultKey`. */
  readonly faults: ReadonlyMap<string, number>;
  /** By the fingerprint of the report. */
  readonly problems: ReadonlyMap<string, number>;
  /** What closes them, by the fingerprint of the report. */
  readonly remedies: ReportRemedies;
}

/** Makes the rows that many assets share, before the transaction of the asset itself. */
export async function internReport(database: SqlDatabase, report: ScanReport): Promise<ReportIds> {
  const findings = report.findings.map(({ finding }) => finding);
  const components = await intern(database, componentTable, componentRows(report));
  const faults = await intern(
    database,
    faultTable,
    new Map(findings.map((one) => [faultKey(one), faultRow(one)])),
  );
  const rows = new Map<string, readonly SqlValue[]>();
  const identities = new Map<string, string>();
  for (const finding of findings) {
    const values = problemRow(finding, (one) => components.get(purlKey(one)));
    const identity = sha256Hex(JSON.stringify(values));
    rows.set(identity, values);
    identities.set(finding.fingerprint, identity);
  }
  const ids = await intern(database, problemTable, rows);
  const problems = [...identities].map(
    ([fingerprint, identity]) => [fingerprint, ids.get(identity) ?? 0] as const,
  );
  const remedies = await internRemedies(database, report);
  return { components, faults, problems: new Map(problems), remedies };
}

/** The purl of a component as its column has it. */
export function purlKey({ purl, id }: Component): string {
  return storable(purl === '' ? id : purl, 1000);
}

/** SHA-256, in hex, of the asset's identity and the finding's fingerprint in its report, joined by a NUL. Frozen: exceptions and links refer to it. */
export function fingerprintIn(identity: string, fingerprint: string): string {
  return sha256Hex(`${identity}\0${fingerprint}`);
}

/** Everything that decides how findings of an asset stand at one moment. */
export interface Judging {
  readonly now: number;
  readonly identity: string;
  readonly context: AssetContext;
  readonly exceptions: ExceptionsByRule;
  readonly places: AssetPlaces;
  readonly ids: ReportIds;
  readonly days?: Partial<Readonly<Record<Tier, number>>>;
  /** Whether exceptions that the scan itself applied (ignore files, VEX) count. */
  readonly honours: boolean;
}

/** Assesses all findings of a report where the asset stands. */
export async function stageFindings(
  tx: SqlWriter,
  findings: readonly JudgedFinding[],
  judging: Judging,
): Promise<readonly StagedFinding[]> {
  const context = riskContextOf(judging);
  const judged = findings.map((one) => ({ one, risk: assess(one.finding, context) }));
  const sentences = new Map(
    judged.map(({ risk }) => [sha256Hex(risk.sentence), [storable(risk.sentence, 2000)]] as const),
  );
  const ids = await internIn(tx, sentenceTable, sentences);
  return judged.map(({ one, risk }) =>
    stagedOf(one, risk, judging, ids.get(sha256Hex(risk.sentence)) ?? 0),
  );
}

/** The context of an assessment; what nobody observed is left out and counts as loaded. */
export function riskContextOf({
  now,
  context: { exposure, running, privileged, usage, blast, exploited },
  days,
}: Pick<Judging, 'now' | 'context' | 'days'>): RiskContext {
  return {
    now: new Date(now).toISOString(),
    ...(exposure !== 'unknown' && { exposure }),
    ...(privileged ? { blast: 'node' as const } : blast !== undefined && { blast }),
    seenExploited: ({ rule }) => seenIn(exploited.get(rule)),
    usageOf: (component) => usage.get(purlKey(component)),
    runs: running > 0,
    ...(days !== undefined && { days }),
  };
}

/** What is known of the place where it stands. */
function standingOf(
  finding: Finding,
  { usage, exposure, exploited }: AssetContext,
): Pick<StagedFinding, 'usage' | 'exposure' | 'exploited'> {
  const component = componentOfFinding(finding);
  const seen = component === undefined ? undefined : usage.get(purlKey(component));
  const isExploited = problemFactsOf(finding).exploited || exploited.has(finding.rule);
  return { usage: seen ?? 'unknown', exposure, exploited: isExploited };
}

function seenIn(
  seen: SeenExploitation | undefined,
): { readonly source: string; readonly date: string } | undefined {
  if (seen === undefined) return undefined;
  const date = new Date(seen.time).toISOString().slice(0, 10);
  return { source: `seen here on ${date}: ${seen.title}`, date };
}

function stagedOf(
  judged: JudgedFinding,
  risk: Risk,
  judging: Judging,
  sentence: number,
): StagedFinding {
  const { finding } = judged;
  const { ids, context, identity } = judging;
  const component = componentOfFinding(finding);
  const facts = problemFactsOf(finding);
  const accepted = acceptedBy(judged, judging);
  return {
    fingerprint: fingerprintIn(identity, finding.fingerprint),
    formerly: formerFingerprints(finding).map((one) => fingerprintIn(identity, one)),
    kind: finding.kind,
    rule: storable(finding.rule, 300),
    title: storable(finding.title, 500),
    problem: ids.problems.get(finding.fingerprint) ?? 0,
    vulnerability: ids.faults.get(faultKey(finding)) ?? 0,
    sentence,
    remedy: ids.remedies.closing.get(finding.fingerprint) ?? 0,
    severity: finding.severity,
    tier: risk.tier,
    score: risk.score,
    riskOrder: riskOrderOf(risk, facts.ransomware, severityRank(finding.severity)),
    fixable: facts.fixable,
    ...standingOf(finding, context),
    label: labelOf(component?.name ?? finding.title),
    ...(risk.due !== undefined && { deadline: risk.due }),
    ...(accepted !== undefined && { accepted }),
  };
}

/** The fingerprints of a vulnerability under its other names, so that a new name for the group does not make a new finding. */
function formerFingerprints(finding: Finding): readonly string[] {
  if (finding.kind !== 'vulnerability') return [];
  const { id, aliases, component } = finding.vulnerability;
  const precision = precisions.find(
    (one) => fingerprintOf(id, component, one) === finding.fingerprint,
  );
  if (precision === undefined) return [];
  return aliases.slice(0, mostAliases).map((alias) => fingerprintOf(alias, component, precision));
}

/** What the scan proves harmless, or accepts, needs no exception of its own. */
function acceptedBy(judged: JudgedFinding, judging: Judging): string | undefined {
  const { finding } = judged;
  if (isExcused(finding)) return '';
  if (judging.honours && judged.exception !== undefined) return '';
  const component = componentOfFinding(finding);
  const facts = problemFactsOf(finding);
  const covered = {
    rule: finding.rule,
    aliases: facts.aliases,
    fixable: facts.fixable,
    exploited: facts.exploited,
    ...(component !== undefined && { component }),
  };
  return coverOf(judging.exceptions, covered, judging.places, judging.now)?.id;
}

/** Key of a fault by its name alone. */
function faultKey({ kind, rule }: Pick<Finding, 'kind' | 'rule'>): string {
  return `${kind}:${storable(rule, 300)}`;
}

function faultRow({ kind, rule }: Finding): readonly SqlValue[] {
  return [kind, storable(rule, 300), storable(rule, 300).toLowerCase()];
}

function componentRows({
  inventory,
  findings,
}: ScanReport): ReadonlyMap<string, readonly SqlValue[]> {
  const rows = new Map<string, readonly SqlValue[]>();
  const mentioned = findings.flatMap(({ finding }) => componentOfFinding(finding) ?? []);
  for (const component of [...inventory.components, ...mentioned]) {
    const licenses = (component.licenses ?? []).flatMap(
      ({ expression, raw }) => expression ?? raw ?? [],
    );
    rows.set(purlKey(component), [
      storable(component.name, 300),
      storable(component.version, 200),
      component.ecosystem,
      storable([...new Set(licenses)].join(' AND '), 500),
    ]);
  }
  return rows;
}
