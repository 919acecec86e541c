import type { ReportingDescriptor } from 'sarif';
import type { Finding, VulnerabilityFacts } from '#model/finding.ts';
import type { Severity } from '#model/severity.ts';
import { severityOfScore, severityRank } from '#model/severity.ts';
import { clean, cleanProse } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { secretRationale } from '../kind/secret.ts';
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
    shortDescription: { text: shortText(id, worst) },
    fullDescription: { text: fullText(findings, worst) },
    ...(first !== undefined && { helpUri: first.url }),
    help: { text: helpText(worst), markdown: helpMarkdown(worst) },
    defaultConfiguration: { level: levels[worst.severity] },
    properties: {
      tags: ['security', worst.kind, worst.severity, ...weaknessTags(worst), ...controlTags(worst)],
      precision: precisionOf(worst),
      ...(score !== undefined && { 'security-severity': score }),
    },
  };
}

/** The title of a check or rule says more than its id. */
function shortText(id: string, worst: Finding): string {
  if (worst.kind === 'secret' || 'fault' in worst) return clean(worst.title, 200) || clean(id, 100);
  return `${clean(id, 100)} (${worst.severity})`;
}

function fullText(findings: readonly Finding[], worst: Finding): string {
  if (worst.kind === 'secret') return `${cleanProse(worst.secret.title)}. ${secretRationale}`;
  if (!('fault' in worst)) return describe(findings);
  return cleanProse(worst.fault.rationale ?? worst.fault.title) || 'No text.';
}

/** A secret that has only its form for itself may be none. */
function precisionOf(finding: Finding): 'very-high' | 'high' | 'medium' {
  if (finding.kind !== 'secret') return 'fault' in finding ? 'high' : 'very-high';
  if (finding.secret.proof !== undefined) return 'very-high';
  return finding.secret.class === 'generic' ? 'medium' : 'high';
}

function describe(findings: readonly Finding[]): string {
  const names = [...new Set(findings.map((finding) => clean(detailOf(finding).subject, 100)))];
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `Affects ${names.slice(0, 5).join(', ')}${more}.`;
}

/** Items of frameworks that a check answers: `cis-docker-1.6:4.1`. */
function controlTags(finding: Finding): readonly string[] {
  const controls = 'fault' in finding ? (finding.fault.controls ?? []) : [];
  return [...new Set(controls)].slice(0, 20);
}

/** CWE ids in the form that code hosts show as weaknesses. */
function weaknessTags(finding: Finding): readonly string[] {
  // Hard-coded credentials (CWE-798) whatever the rule.
  if (finding.kind === 'secret' || finding.kind === 'credential') return ['external/cwe/cwe-798'];
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
    ...faultLines(finding),
    ...reasons.map((reason) => `Attention: ${reason}`),
    ...(finding.kind === 'vulnerability' ? ratingLines(finding.vulnerability) : []),
  ];
}

/** What helps with the rule, whatever the place: why it matters, what to do, its other names. */
function faultLines(finding: Finding): readonly string[] {
  if (finding.kind === 'secret') return [`Why: ${secretRationale}`, ...aliasLine(finding.secret)];
  if (!('fault' in finding)) return [];
  const { rationale, remediation } = finding.fault;
  return [
    ...(rationale === undefined ? [] : [`Why: ${cleanProse(rationale, 2000)}`]),
    `Remedy: ${cleanProse(remediation, 2000)}`,
    ...aliasLine(finding.fault),
  ];
}

function aliasLine({ aliases }: { readonly aliases: readonly string[] }): readonly string[] {
  return aliases.length === 0 ? [] : [`Also known as: ${clean(aliases.join(', '), 500)}`];
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
