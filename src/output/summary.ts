import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import { type JudgedFinding, noGate, type Verdict } from '#model/decision.ts';
import { isExcused } from '#model/finding.ts';
import { type Gap, type GapReason, gapReasons } from '#model/observation.ts';
import type { DatabaseFacts, ScanReport } from '#model/report.ts';
import { type Tier, tiers } from '#model/risk.ts';
import type { Severity } from '#model/severity.ts';
import { clean } from './clean.ts';

/** Number of findings per severity, worst first; severities without findings are there with 0. */
export type SeverityCounts = ReadonlyMap<Severity, number>;

/** Worst first, as people read. */
export const severitiesWorstFirst: readonly Severity[] = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
  'unknown',
];

/** The word that every output for people uses for a verdict. */
const verdictWords: Readonly<Record<Verdict, string>> = {
  allow: 'PASSED',
  warn: 'WARNING',
  deny: 'DENIED',
  incomplete: 'INCOMPLETE',
};

/** What a gap reason means, in a few words. */
export const gapTitles: Readonly<Record<GapReason, string>> = {
  malformed: 'malformed',
  unsupported: 'not supported',
  'too-large': 'too large',
  unreadable: 'unreadable',
  'timed-out': 'not finished in time',
  crashed: 'analyzer failed',
  'no-advisories': 'no advisory data',
  'stale-advisories': 'advisory data out of date',
  'unknown-version': 'version unknown',
};

/** Gaps of the same reason, in the order of `gapReasons`. */
export interface GapGroup {
  readonly reason: GapReason;
  readonly title: string;
  readonly gaps: readonly Gap[];
}

/** Whether the report is that of `caisson check`: source files, which no advisories are asked about. */
export function isOfSources({ inventory }: ScanReport): boolean {
  return inventory.artifact.source === 'check' || inventory.artifact.kind === 'cluster';
}

/** Whether there was no software, or no data to compare it with: then "no finding" means nothing. */
export function nothingChecked(report: ScanReport): boolean {
  const { inventory, database, findings } = report;
  if (isOfSources(report)) return findings.length === 0 && inventory.walked.files === 0;
  const compared = inventory.components.length > 0 && database.origin !== 'none';
  return findings.length === 0 && !compared;
}

/** The verdict in one or a few words, which never looks like "safe" when nothing was checked. */
export function verdictOf(report: ScanReport): string {
  const { verdict, policy } = report.decision;
  // Without a gate nothing could have been denied: "passed" would promise too much.
  const word = verdict === 'allow' && policy === noGate ? 'SCANNED' : verdictWords[verdict];
  return nothingChecked(report) ? `${word} (NOTHING CHECKED)` : word;
}

export function countSeverities(findings: readonly JudgedFinding[]): SeverityCounts {
  const counts = new Map<Severity, number>(severitiesWorstFirst.map((severity) => [severity, 0]));
  for (const { finding } of findings)
    counts.set(finding.severity, (counts.get(finding.severity) ?? 0) + 1);
  return counts;
}

/** `2 critical, 1 high`; empty when there is nothing to count. */
export function formatCounts(counts: SeverityCounts): string {
  return severitiesWorstFirst
    .filter((severity) => (counts.get(severity) ?? 0) > 0)
    .map((severity) => `${counts.get(severity)} ${severity}`)
    .join(', ');
}

/** Findings that nobody has accepted and that the scan does not excuse. */
export function openFindings(report: ScanReport): readonly JudgedFinding[] {
  return report.findings.filter(isOpen);
}

/** Whether a finding still asks for something to be done. */
export function isOpen({ finding, exception }: JudgedFinding): boolean {
  return exception === undefined && !isExcused(finding);
}

/** Findings that the scan excused with evidence, and that nobody accepted before. */
export function excusedFindings(report: ScanReport): readonly JudgedFinding[] {
  return report.findings.filter(
    ({ finding, exception }) => exception === undefined && isExcused(finding),
  );
}

/** Number of findings per tier, most urgent first; findings that nobody assessed are not counted. */
export function countTiers(findings: readonly JudgedFinding[]): ReadonlyMap<Tier, number> {
  const counts = new Map<Tier, number>(tiers.map((tier) => [tier, 0]));
  for (const { finding } of findings)
    if (finding.risk !== undefined)
      counts.set(finding.risk.tier, (counts.get(finding.risk.tier) ?? 0) + 1);
  return counts;
}

/** `1 P0, 3 P1`; the severities where nothing was assessed. */
export function formatTiers(findings: readonly JudgedFinding[]): string {
  const said = [...countTiers(findings)]
    .filter(([, count]) => count > 0)
    .map(([tier, count]) => `${count} ${tier}`);
  return said.length > 0 ? said.join(', ') : formatCounts(countSeverities(findings));
}

/** Findings with an exception. */
export function acceptedFindings(report: ScanReport): readonly JudgedFinding[] {
  return report.findings.filter((judged) => judged.exception !== undefined);
}

/** Everything that could not be examined: gaps of the inventory, then those of matching and policy. */
export function allGaps(report: ScanReport): readonly Gap[] {
  return [...report.inventory.gaps, ...report.gaps];
}

export function groupGaps(report: ScanReport): readonly GapGroup[] {
  const byReason = Map.groupBy(allGaps(report), (gap) => gap.reason);
  return gapReasons.flatMap((reason) => {
    const gaps = byReason.get(reason);
    return gaps === undefined ? [] : [{ reason, title: gapTitles[reason], gaps }];
  });
}

/** The first twelve hex digits of the artifact's digest with its algorithm; empty for trees on disk. */
export function shortDigest(report: ScanReport): string {
  const digest = report.inventory.artifact.digest;
  if (digest === undefined) return '';
  return digest.slice(0, digest.indexOf(':') + 13);
}

/**
 * What was found, in one sentence. It never reads like "safe" when there was nothing to look at, no data to compare with,
 * or something that could not be examined.
 */
export function headline(report: ScanReport): string {
  const open = openFindings(report);
  if (open.length > 0)
    return `${plural(open.length, 'finding')}: ${formatCounts(countSeverities(open))}`;
  if (isOfSources(report)) return sourcesHeadline(report);
  const components = report.inventory.components.length;
  if (components === 0) return 'no software was recognised, so nothing was checked';
  if (report.database.origin === 'none') return 'no advisory database, so nothing was checked';
  const gaps = allGaps(report).length;
  const none =
    report.findings.length === 0
      ? `no known vulnerability in ${plural(components, 'component')}`
      : `nothing open in ${plural(components, 'component')}`;
  if (gaps > 0) return `${none}, but ${plural(gaps, 'thing')} could not be examined`;
  return none;
}

function sourcesHeadline(report: ScanReport): string {
  const { files } = report.inventory.walked;
  if (files === 0) return 'there was no file, so nothing was checked';
  const gaps = allGaps(report).length;
  const none = `nothing ${report.findings.length === 0 ? 'found' : 'open'} in ${plural(files, 'file')}`;
  return gaps > 0 ? `${none}, but ${plural(gaps, 'thing')} could not be examined` : none;
}

/** How old the advisories are, one sentence part per segment, oldest first; dates in place of ages when reproducible. */
function dataAges(database: DatabaseFacts, options: RenderOptions): readonly string[] {
  return database.segments
    .toSorted((a, b) => compareText(a.newest, b.newest) || compareText(a.name, b.name))
    .map((segment) => `${clean(segment.name, 60)} ${ageWords(segment.newest, options)}`);
}

/** The age of the data in one line. */
export function dataAgeLine(database: DatabaseFacts, options: RenderOptions): string {
  if (database.origin === 'none') return 'no advisory database was used';
  const ages = dataAges(database, options);
  const built = `${database.origin} database of ${database.builtAt.slice(0, 10)}`;
  if (ages.length === 0) return `no advisories were asked for; ${built}`;
  const shown = ages.slice(0, 4).join(', ');
  const more = ages.length > 4 ? ` and ${ages.length - 4} more` : '';
  return `newest record: ${shown}${more}; ${built}`;
}

/** `2 days old` at `options.now`, or the day itself in reproducible output. */
export function ageWords(date: string, options: RenderOptions): string {
  const from = Date.parse(date);
  if (Number.isNaN(from)) return 'of unknown age';
  if (options.reproducible) return new Date(from).toISOString().slice(0, 10);
  const minutes = Math.max(0, Math.floor((Date.parse(options.now) - from) / 60_000));
  if (minutes < 60) return 'less than an hour old';
  if (minutes < 48 * 60) return `${plural(Math.floor(minutes / 60), 'hour')} old`;
  const days = Math.floor(minutes / 1440);
  return days < 90 ? `${days} days old` : `${Math.floor(days / 30)} months old`;
}

/** Order by UTF-16 code units: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
