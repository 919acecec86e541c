import type { VulnerabilityFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { type Evaluation, type Expected, expectedHits, type Planted } from './evaluate.ts';
import { cvesOf, type OsvRecord } from './records.ts';

/** What the scanner said beside what it should have said. */
export interface Score {
  readonly expected: number;
  /** Without what the oracle left undecided. */
  readonly found: number;
  readonly undecided: number;
  /** Lines that only the scanner has, and that only the oracle has; sorted. */
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

/** The findings of a report in the form of `expectedHits`: one line for each advisory that a finding rests on. */
export function foundHits(
  { findings }: ScanReport,
  records: readonly OsvRecord[],
  isSystem = false,
): ReadonlySet<string> {
  const named = new Set(
    records.filter((record) => cvesOf(record, isSystem).length > 0).map(({ id }) => id),
  );
  return new Set([
    ...vulnerabilitiesOf(findings).flatMap(({ rule, vulnerability }) =>
      vulnerability.evidence.map(({ advisory }) => {
        const { name, version } = vulnerability.component;
        return `${name}@${version} ${advisory.id} ${named.has(advisory.id) ? rule : '-'}`;
      }),
    ),
    ...maliciousHits(findings),
  ]);
}

/** Records of malicious packages become findings of malware; the evidence names the records. */
function maliciousHits(findings: ScanReport['findings']): readonly string[] {
  return findings.flatMap(({ finding }) => {
    if (finding.rule !== 'CSN-MAL-0028' || !('fault' in finding)) return [];
    const { subject = '', evidence = [] } = finding.fault;
    const [, name = '', version = ''] = /^pkg:[^/]+\/(.+)@([^@?]+)/.exec(subject) ?? [];
    return evidence.map(({ label }) => {
      const [id = ''] = label.split(' ');
      return `${decodeURIComponent(name)}@${decodeURIComponent(version)} ${id} -`;
    });
  });
}

/** With those that the scan itself states something of: whether they match is what is measured. */
function vulnerabilitiesOf(findings: ScanReport['findings']): readonly VulnerabilityFinding[] {
  return findings.flatMap(({ finding }) => (finding.kind === 'vulnerability' ? [finding] : []));
}

export function scoreOf({ hits, undecided }: Expected, said: ReadonlySet<string>): Score {
  const found = said.difference(undecided);
  return {
    expected: hits.size,
    found: found.size,
    undecided: undecided.size,
    wrong: [...found.difference(hits)].toSorted(),
    missed: [...hits.difference(found)].toSorted(),
  };
}

/** `PyPI: 300 packages, 812 hits; precision 100.00 %, recall 100.00 %`. */
export function sayScore(name: string, packages: number, score: Score): string {
  const right = score.found - score.wrong.length;
  const figures = `precision ${percent(right, score.found)} %, recall ${percent(right, score.expected)} %`;
  return `${name}: ${packages} packages, ${score.expected} hits (${score.undecided} undecided); ${figures}`;
}

function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(2);
}

/** Fixed versions of the report that one of the advisories of the same finding still calls affected; there may be none. */
export function affectedFixes(
  { findings }: ScanReport,
  planted: readonly Planted[],
  how: Evaluation,
): readonly string[] {
  const known = new Map(planted.map((one) => [`${one.name}@${one.version}`, one]));
  const fixes = vulnerabilitiesOf(findings).flatMap(({ vulnerability: facts }) => {
    const { fixedVersion: version, component, evidence } = facts;
    if (version === undefined) return [];
    const { source, ...rest } = known.get(`${component.name}@${component.version}`) ?? component;
    const upgraded = { ...rest, version, ...(source && { source: { ...source, version } }) };
    return evidence.map(({ advisory }) => ({ upgraded, advisory: advisory.id }));
  });
  const upgrades = new Map(fixes.map(({ upgraded: one }) => [`${one.name}@${one.version}`, one]));
  const { hits } = expectedHits([...upgrades.values()], how);
  const affected = new Set([...hits].map((line) => line.slice(0, line.lastIndexOf(' '))));
  return fixes
    .map(({ upgraded, advisory }) => `${upgraded.name}@${upgraded.version} ${advisory}`)
    .filter((line) => affected.has(line));
}
