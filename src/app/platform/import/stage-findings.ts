import type { SqlWriter } from '#contract/sql.ts';
import type { AssetContext } from '#estate/context/settle-context.ts';
import { coverOf, type ExceptionsByRule } from '#estate/exception/cover.ts';
import type { AssetPlaces } from '#estate/exception/places.ts';
import { type Interned, internIn } from '#estate/finding/intern.ts';
import { labelOf } from '#estate/finding/label.ts';
import { riskOrderOf, type StagedFinding } from '#estate/finding/staged.ts';
import { storable } from '#estate/row.ts';
import type { SeenExploitation } from '#estate/runtime/exploited.ts';
import { sha256Hex } from '#kit/hash.ts';
import { fingerprintOf, type Precision } from '#match/fingerprint.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding, isExcused } from '#model/finding.ts';
import type { Risk, Tier } from '#model/risk.ts';
import { severityRank } from '#model/severity.ts';
import { assess } from '#risk/assess.ts';
import type { RiskContext } from '#risk/context.ts';
import type { ReportIds } from './intern-report.ts';
import { faultKey, fingerprintIn, purlKey } from './keys.ts';
import { problemFactsOf } from './problem.ts';

const sentenceTable: Interned = { table: 'sentence', key: 'digest', columns: ['words'] };

const precisions: readonly Precision[] = ['package', 'version', 'component'];
const mostAliases = 50;

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
  const seen = component === undefined ? withoutComponent(finding) : usage.get(purlKey(component));
  const isExploited = problemFactsOf(finding).exploited || exploited.has(finding.rule);
  return { usage: seen ?? 'unknown', exposure, exploited: isExploited };
}

/** An operating system without support is in use wherever it is, as its assessment says. */
function withoutComponent({ kind }: Finding): 'loaded' | undefined {
  return kind === 'lifecycle' ? 'loaded' : undefined;
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
