import type { Output } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { FaultFinding, SecretFinding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { clean, cleanProse } from './clean.ts';
import { jsonChunks } from './json-chunks.ts';
import { detailOf, kindWords } from './kind/detail.ts';
import { secretRationale } from './kind/secret.ts';
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
  const { finding } = worst;
  const { links, fix } = detailOf(finding);
  const isGeneral = finding.kind === 'secret' || 'fault' in finding;
  const said = isGeneral ? ruleLines(finding) : [findingSentence(finding), fix];
  const text = [...said, ...links.map(({ url }) => url)].join('\n');
  const name = isGeneral ? clean(finding.title, 200) : `${id} (${kindWords[finding.kind].one})`;
  return rule(id, name || id, text, finding.severity);
}

/** What holds wherever the rule reports something. */
function ruleLines(finding: SecretFinding | FaultFinding): readonly string[] {
  if (finding.kind === 'secret') return [secretRationale, cleanProse(finding.secret.remediation)];
  const { title, rationale = title, remediation } = finding.fault;
  return [cleanProse(rationale, 2000), cleanProse(remediation, 2000)];
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
  const [first, ...rest] = finding.locations;
  const others = 'fault' in finding ? rest.slice(0, 20) : [];
  const tier = finding.risk === undefined ? '' : `${finding.risk.tier}: `;
  return {
    ruleId: ruleId(finding.rule),
    effortMinutes: minutesOfUpgrade,
    primaryLocation: place(`${tier}${findingSentence(finding)}`, first),
    ...(others.length > 0 && {
      secondaryLocations: others.map((location) => place('also here', location)),
    }),
  };
}

function gapIssue({ reason, location, detail }: Gap): object {
  return {
    ruleId: `gap/${reason}`,
    primaryLocation: place(cleanProse(detail) || reason, location),
  };
}

/** Paths are relative to the project; what is in an archive is reported at the archive, where lines mean nothing. */
function place(message: string, location: Location = { path: '' }): object {
  const [path = '', inner] = location.path.split('!');
  const file = clean(path, 1000).replace(/^\/+/, '');
  const range = inner === undefined ? rangeOf(location) : undefined;
  return {
    message,
    filePath: file === '' ? 'unknown' : file,
    ...(range !== undefined && { textRange: range }),
  };
}

/** Lines count from 1, columns from 0; an empty stretch is refused, so it becomes its line. */
function rangeOf({ line, column, endLine, endColumn }: Location): object | undefined {
  if (line === undefined) return undefined;
  const startLine = Math.max(1, line);
  if (column === undefined || endColumn === undefined || endLine === undefined)
    return { startLine };
  const isForward = endLine > startLine || (endLine === startLine && endColumn > column);
  if (!isForward) return { startLine };
  return {
    startLine,
    endLine,
    startColumn: Math.max(0, column - 1),
    endColumn: Math.max(0, endColumn - 1),
  };
}

function ruleId(id: string): string {
  return clean(id, 100) || 'unknown';
}
