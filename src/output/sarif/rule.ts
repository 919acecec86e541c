import type { ReportingDescriptor } from 'sarif';
import type { Finding } from '#model/finding.ts';
import type { Severity } from '#model/severity.ts';
import { severityOfScore, severityRank } from '#model/severity.ts';
import { clean } from '../clean.ts';
import { linksOf } from '../link.ts';
import { fixSentence, formatProbability, urgencyReasons } from '../why.ts';

/** SARIF 2.1.0 section 3.27.10. `unknown` is a warning: nobody said that it is harmless. */
export const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  negligible: 'note',
  unknown: 'warning',
};

/** The middle of each band that code hosts map `security-severity` back to. */
const bandScores: Readonly<Record<Severity, string | undefined>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  negligible: '0.0',
  unknown: undefined,
};

/** A `reportingDescriptor` (SARIF 2.1.0 section 3.49) for one vulnerability, from all its findings. Never given none. */
export function rule(id: string, findings: readonly Finding[]): ReportingDescriptor {
  const [worst] = findings.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  if (worst === undefined) return { id };
  const links = linksOf(worst.vulnerability);
  const score = securitySeverity(worst);
  const [first] = links;
  return {
    id,
    name: 'Vulnerability',
    shortDescription: { text: `${clean(id, 100)} (${worst.severity})` },
    fullDescription: { text: describe(findings) },
    ...(first !== undefined && { helpUri: first.url }),
    help: { text: helpText(worst), markdown: helpMarkdown(worst) },
    defaultConfiguration: { level: levels[worst.severity] },
    properties: {
      tags: ['security', 'vulnerability', worst.severity],
      precision: 'very-high',
      ...(score !== undefined && { 'security-severity': score }),
    },
  };
}

function describe(findings: readonly Finding[]): string {
  const names = [
    ...new Set(findings.map(({ vulnerability }) => clean(vulnerability.component.name, 100))),
  ];
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `Affects ${names.slice(0, 5).join(', ')}${more}.`;
}

/** The base score where it agrees with the severity that we report, else a score in the middle of its band. */
function securitySeverity(finding: Finding): string | undefined {
  const scores = finding.vulnerability.cvss.map(({ score }) => score);
  const agreeing = scores.filter((score) => severityOfScore(score) === finding.severity);
  return agreeing.length > 0 ? Math.max(...agreeing).toFixed(1) : bandScores[finding.severity];
}

function helpLines(finding: Finding): readonly string[] {
  const { vulnerability } = finding;
  const { exploitPrediction, severitySource, cvss } = vulnerability;
  return [
    `Severity: ${finding.severity}${severitySource === undefined ? '' : ` (${clean(severitySource, 60)})`}`,
    `Fix: ${fixSentence(vulnerability)}`,
    ...urgencyReasons(vulnerability).map((reason) => `Attention: ${reason}`),
    ...(exploitPrediction === undefined ? [] : [`EPSS: ${formatProbability(exploitPrediction)}`]),
    ...cvss.map(
      ({ version, vector, source }) =>
        `CVSS ${version} (${clean(source, 60)}): ${clean(vector, 200)}`,
    ),
  ];
}

function helpText(finding: Finding): string {
  const links = linksOf(finding.vulnerability).map(({ url }) => url);
  return [...helpLines(finding), ...links].join('\n');
}

function helpMarkdown(finding: Finding): string {
  const links = linksOf(finding.vulnerability).map(({ url }) => `- <${url}>`);
  const lines = helpLines(finding).map(
    (line) => `- ${line.replace(/[\\`*_{}[\]<>|#!&]/g, '\\$&')}`,
  );
  return [...lines, ...links].join('\n');
}
