import type { Output } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { clean, cleanProse } from './clean.ts';
import { jsonChunks } from './json-chunks.ts';
import { detailOf, kindWords } from './kind/detail.ts';
import { compareUrgency } from './order.ts';
import { allGaps, compareText, gapTitles, headline, isOpen, verdictOf } from './summary.ts';
import { findingSentence } from './why.ts';

/** SonarQube's generic issue format (10.3 and later): rules, then issues. Only what is open: it has no word for accepted. */
export const sonarqubeOutput: Output = {
  kind: 'output',
  id: 'sonarqube',
  revision: 1,
  title: 'SonarQube generic issues',
  mediaType: 'application/json',
  extension: 'sonarqube.json',
  render(report) {
    return jsonChunks({ rules: rules(report), issues: issues(report) });
  },
};

/** Words of both modes: severities of the standard one, impacts of the newer one. */
const severities: Readonly<Record<Severity, readonly [string, 'HIGH' | 'MEDIUM' | 'LOW']>> = {
  critical: ['BLOCKER', 'HIGH'],
  high: ['CRITICAL', 'HIGH'],
  medium: ['MAJOR', 'MEDIUM'],
  low: ['MINOR', 'LOW'],
  negligible: ['INFO', 'LOW'],
  unknown: ['MAJOR', 'MEDIUM'],
};

const minutesOfUpgrade = 30;

function rules(report: ScanReport): readonly object[] {
  const groups = Map.groupBy(report.findings.filter(isOpen), ({ finding }) => ruleId(finding.rule));
  const gaps = Map.groupBy(allGaps(report), ({ reason }) => reason);
  const ofFindings = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, findings]) => findingRule(id, findings));
  const ofGaps = [...gaps].map(([reason]) =>
    rule(`gap/${reason}`, `Not examined: ${gapTitles[reason]}`, gapDescription(report), 'unknown'),
  );
  return [...ofFindings, ...ofGaps];
}

function findingRule(id: string, findings: readonly JudgedFinding[]): object {
  const [worst] = findings.toSorted(compareUrgency);
  if (worst === undefined) return {};
  const { links, fix } = detailOf(worst.finding);
  const text = [findingSentence(worst.finding), fix, ...links.map(({ url }) => url)].join('\n');
  return rule(id, `${id} (${kindWords[worst.finding.kind].one})`, text, worst.finding.severity);
}

function rule(id: string, name: string, description: string, severity: Severity): object {
  const [standard, impact] = severities[severity];
  return {
    id,
    name,
    description,
    engineId: 'caisson',
    cleanCodeAttribute: 'TRUSTWORTHY',
    type: 'VULNERABILITY',
    severity: standard,
    impacts: [{ softwareQuality: 'SECURITY', severity: impact }],
  };
}

function gapDescription(report: ScanReport): string {
  return `${verdictOf(report)}: ${headline(report)}. The result says nothing about these places.`;
}

function issues(report: ScanReport): readonly object[] {
  const open = report.findings.filter(isOpen).toSorted(compareUrgency);
  return [...open.map(findingIssue), ...allGaps(report).map(gapIssue)];
}

function findingIssue({ finding }: JudgedFinding): object {
  const [first] = finding.locations;
  const tier = finding.risk === undefined ? '' : `${finding.risk.tier}: `;
  return {
    ruleId: ruleId(finding.rule),
    effortMinutes: minutesOfUpgrade,
    primaryLocation: place(`${tier}${findingSentence(finding)}`, first?.path, first?.line),
  };
}

function gapIssue({ reason, location, detail }: Gap): object {
  return {
    ruleId: `gap/${reason}`,
    primaryLocation: place(cleanProse(detail) || reason, location.path, location.line),
  };
}

/** Paths are relative to the project; what is in an archive is reported at the archive. */
function place(message: string, path = '', line?: number): object {
  const file = clean(path.split('!')[0] ?? '', 1000).replace(/^\/+/, '');
  return {
    message,
    filePath: file === '' ? 'unknown' : file,
    ...(line !== undefined && { textRange: { startLine: Math.max(1, line) } }),
  };
}

function ruleId(id: string): string {
  return clean(id, 100) || 'unknown';
}
