import type { ReportingDescriptor } from 'sarif';
import type { Finding, VulnerabilityFacts } from '#model/finding.ts';
import type { Severity } from '#model/severity.ts';
import { severityOfScore, severityRank } from '#model/severity.ts';
import { clean, cleanProse } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { formatProbability } from '../kind/vulnerability.ts';

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

const ruleNames: Readonly<Record<Finding['kind'], string>> = {
  vulnerability: 'Vulnerability',
  lifecycle: 'EndOfSupport',
  license: 'License',
  secret: 'Secret',
  misconfiguration: 'Misconfiguration',
  credential: 'Credential',
  malware: 'Malware',
};

/** A `reportingDescriptor` (SARIF 2.1.0 section 3.49) for one vulnerability, from all its findings. Never given none. */
export function rule(id: string, findings: readonly Finding[]): ReportingDescriptor {
  const [worst] = findings.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  if (worst === undefined) return { id };
  const { links } = detailOf(worst);
  const score = securitySeverity(worst);
  const [first] = links;
  return {
    id,
    name: ruleNames[worst.kind],
    shortDescription: { text: `${clean(id, 100)} (${worst.severity})` },
    fullDescription: { text: describe(findings) },
    ...(first !== undefined && { helpUri: first.url }),
    help: { text: helpText(worst), markdown: helpMarkdown(worst) },
    defaultConfiguration: { level: levels[worst.severity] },
    properties: {
      tags: ['security', worst.kind, worst.severity, ...weaknessTags(worst)],
      precision: 'very-high',
      ...(score !== undefined && { 'security-severity': score }),
    },
  };
}

function describe(findings: readonly Finding[]): string {
  const names = [...new Set(findings.map((finding) => clean(detailOf(finding).subject, 100)))];
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `Affects ${names.slice(0, 5).join(', ')}${more}.`;
}

/** CWE ids in the form that code hosts show as weaknesses. */
function weaknessTags(finding: Finding): readonly string[] {
  if (finding.kind !== 'vulnerability') return [];
  const ids = (finding.vulnerability.weaknesses ?? []).filter((id) => /^CWE-[0-9]{1,6}$/.test(id));
  return ids.slice(0, 5).map((id) => `external/cwe/${id.toLowerCase()}`);
}

/** The base score where it agrees with the severity that we report, else a score in the middle of its band. */
function securitySeverity(finding: Finding): string | undefined {
  const vectors = finding.kind === 'vulnerability' ? finding.vulnerability.cvss : [];
  const scores = vectors.map(({ score }) => score);
  const agreeing = scores.filter((score) => severityOfScore(score) === finding.severity);
  return agreeing.length > 0 ? Math.max(...agreeing).toFixed(1) : bandScores[finding.severity];
}

function helpLines(finding: Finding): readonly string[] {
  const { fix, reasons } = detailOf(finding);
  const { risk } = finding;
  const from = finding.kind === 'vulnerability' ? finding.vulnerability.severitySource : undefined;
  return [
    `Severity: ${finding.severity}${from === undefined ? '' : ` (${clean(from, 60)})`}`,
    ...(risk === undefined ? [] : [`Risk: ${risk.tier}, ${cleanProse(risk.sentence, 500)}`]),
    `Fix: ${fix}`,
    ...reasons.map((reason) => `Attention: ${reason}`),
    ...(finding.kind === 'vulnerability' ? ratingLines(finding.vulnerability) : []),
  ];
}

function ratingLines({ exploitPrediction, cvss }: VulnerabilityFacts): readonly string[] {
  return [
    ...(exploitPrediction === undefined ? [] : [`EPSS: ${formatProbability(exploitPrediction)}`]),
    ...cvss.map(
      ({ version, vector, source }) =>
        `CVSS ${version} (${clean(source, 60)}): ${clean(vector, 200)}`,
    ),
  ];
}

function helpText(finding: Finding): string {
  const links = detailOf(finding).links.map(({ url }) => url);
  return [...helpLines(finding), ...links].join('\n');
}

function helpMarkdown(finding: Finding): string {
  const links = detailOf(finding).links.map(({ url }) => `- <${url}>`);
  const lines = helpLines(finding).map(
    (line) => `- ${line.replace(/[\\`*_{}[\]<>|#!&]/g, '\\$&')}`,
  );
  return [...lines, ...links].join('\n');
}
