import type { CvssVector } from '#model/advisory.ts';
import type { VulnerabilityFacts, VulnerabilityFinding } from '#model/finding.ts';
import type { Severity } from '#model/severity.ts';
import { isAutomatable, isTotal } from './cvss-metrics.ts';

/** A fact with who states it; `assumed` when nobody does and a default took its place. */
export interface Signal<Value> {
  readonly value: Value;
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  readonly assumed: boolean;
}

/** How far exploitation is known to have come, least first. */
export const exploitations = ['none', 'poc', 'likely', 'active'] as const;
export type Exploitation = (typeof exploitations)[number];

/** What the world says of a vulnerability, wherever it stands. */
export interface Signals {
  readonly exploitation: Signal<Exploitation>;
  readonly automatable: Signal<boolean>;
  readonly total: Signal<boolean>;
  /** 0 to 10; absent when neither a CVSS score nor a severity is stated. */
  readonly base: Signal<number | undefined>;
  /** EPSS, 0 to 1; absent when there is no data, which is not the same as 0. */
  readonly probability?: number;
}

/** From this probability on, exploitation is held to be likely. */
const likelyProbability = 0.1;

/** The middle of each band (CVSS v3.1 specification, section 5), for findings whose publisher gives a word only. */
const bandMiddle: Readonly<Record<Exclude<Severity, 'unknown'>, number>> = {
  negligible: 0,
  low: 2,
  medium: 5.5,
  high: 8,
  critical: 9.5,
};

const preference: readonly CvssVector['version'][] = ['4.0', '3.1', '3.0', '2.0'];

/** Reads the signals of a vulnerability. The order of its vectors and evidence changes nothing. */
export function signalsOf(finding: VulnerabilityFinding): Signals {
  const facts = finding.vulnerability;
  const vector = preferredVector(facts);
  const probability = facts.exploitPrediction?.probability;
  return {
    exploitation: exploitationOf(facts),
    automatable: automatableOf(facts, vector),
    total: totalOf(facts, vector),
    base: baseOf(finding, vector),
    ...(probability !== undefined && { probability }),
  };
}

/** The number that stands for a severity word; `undefined` for `unknown`. */
export function middleOf(severity: Severity): number | undefined {
  return severity === 'unknown' ? undefined : bandMiddle[severity];
}

function exploitationOf(facts: VulnerabilityFacts): Signal<Exploitation> {
  const { knownExploited, exploitPrediction, ssvc } = facts;
  if (knownExploited !== undefined)
    return stated('active', 'CISA KEV', dayOf(knownExploited.added));
  if (ssvc?.exploitation === 'active') return stated('active', 'CISA SSVC', dayOf(ssvc.date));
  if (exploitPrediction !== undefined && exploitPrediction.probability >= likelyProbability)
    return stated(
      'likely',
      epssSource(exploitPrediction.probability),
      dayOf(exploitPrediction.date),
    );
  if (ssvc !== undefined) return stated(ssvc.exploitation, 'CISA SSVC', dayOf(ssvc.date));
  if (exploitPrediction !== undefined)
    return stated('none', epssSource(exploitPrediction.probability), dayOf(exploitPrediction.date));
  return assumed('none', 'no data');
}

function automatableOf(
  facts: VulnerabilityFacts,
  vector: SourcedVector | undefined,
): Signal<boolean> {
  const { ssvc } = facts;
  if (ssvc !== undefined) return stated(ssvc.automatable, 'CISA SSVC', dayOf(ssvc.date));
  if (vector === undefined) return assumed(false, 'no data');
  return assumed(isAutomatable(vector), `derived from ${nameOf(vector)}`);
}

function totalOf(facts: VulnerabilityFacts, vector: SourcedVector | undefined): Signal<boolean> {
  const { ssvc } = facts;
  if (ssvc !== undefined) return stated(ssvc.impact === 'total', 'CISA SSVC', dayOf(ssvc.date));
  if (vector === undefined) return assumed(false, 'no data');
  return assumed(isTotal(vector), `derived from ${nameOf(vector)}`);
}

function baseOf(
  finding: VulnerabilityFinding,
  vector: SourcedVector | undefined,
): Signal<number | undefined> {
  if (vector !== undefined)
    return stated(Math.min(10, Math.max(0, vector.score)), `${nameOf(vector)} (${vector.source})`);
  const middle = middleOf(finding.severity);
  if (middle === undefined) return assumed(undefined, 'no data');
  const source = finding.vulnerability.severitySource ?? 'severity';
  return assumed(middle, `${source}: middle of ${finding.severity}`);
}

type SourcedVector = VulnerabilityFacts['cvss'][number];

/** Newest CVSS version first, then those of the feeds whose advisories matched, then the highest score. */
function preferredVector(facts: VulnerabilityFacts): SourcedVector | undefined {
  const own = new Set(facts.evidence.map(({ advisory }) => advisory.feed));
  const usable = facts.cvss.filter(({ score }) => Number.isFinite(score));
  return usable.toSorted((a, b) => compareVectors(a, b, own))[0];
}

function compareVectors(a: SourcedVector, b: SourcedVector, own: ReadonlySet<string>): number {
  return (
    preference.indexOf(a.version) - preference.indexOf(b.version) ||
    Number(own.has(b.source)) - Number(own.has(a.source)) ||
    b.score - a.score ||
    compareText(a.source, b.source) ||
    compareText(a.vector, b.vector)
  );
}

function nameOf({ version }: SourcedVector): string {
  return `CVSS ${version}`;
}

/** `EPSS 43.1 %`. */
function epssSource(probability: number): string {
  return `EPSS ${(probability * 100).toFixed(1)} %`;
}

function stated<Value>(value: Value, source: string, date?: string): Signal<Value> {
  return { value, source, assumed: false, ...(date !== undefined && { date }) };
}

function assumed<Value>(value: Value, source: string): Signal<Value> {
  return { value, source, assumed: true };
}

/** The day of an RFC 3339 date or date-time; absent when there is none. */
function dayOf(date: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0];
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
