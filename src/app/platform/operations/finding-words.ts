import { unreachable } from '#kit/never.ts';
import type { Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';

const most = 100;

/** Other ids of the same fault. */
export function aliasesOf(finding: Finding): string[] {
  switch (finding.kind) {
    case 'vulnerability':
      return [...finding.vulnerability.aliases];
    case 'secret':
      return [...finding.secret.aliases];
    case 'lifecycle':
    case 'license':
      return [];
    case 'misconfiguration':
    case 'credential':
    case 'malware':
      return [...finding.fault.aliases];
    default:
      return unreachable(finding);
  }
}

interface Labelled {
  label: string;
  text: string;
}

/** What proves it, as pairs for people. */
export function evidenceOf(finding: Finding): Labelled[] {
  const own = kindEvidence(finding);
  const { vex } = finding;
  if (vex === undefined) return own.slice(0, most);
  return [{ label: `scan: ${vex.status}`, text: vex.impact }, ...own].slice(0, most);
}

function kindEvidence(finding: Finding): Labelled[] {
  switch (finding.kind) {
    case 'vulnerability':
      return vulnerabilityEvidence(finding.vulnerability);
    case 'secret':
      return secretEvidence(finding.secret);
    case 'lifecycle':
      return lifecycleEvidence(finding.lifecycle);
    case 'license':
      return [
        { label: 'expression', text: finding.license.expression },
        { label: 'policy', text: finding.license.rule },
      ];
    case 'misconfiguration':
    case 'credential':
    case 'malware':
      return [
        { label: 'message', text: finding.fault.message },
        ...(finding.fault.evidence ?? []).map(({ label, text }) => ({ label, text })),
      ];
    default:
      return unreachable(finding);
  }
}

function lifecycleEvidence({
  version,
  period,
}: Extract<Finding, { kind: 'lifecycle' }>['lifecycle']): Labelled[] {
  return [
    { label: 'version', text: version },
    { label: 'supported until', text: period.supportedUntil ?? 'not known' },
  ];
}

function secretEvidence({
  excerpt,
  reasons = [],
}: Extract<Finding, { kind: 'secret' }>['secret']): Labelled[] {
  return [
    { label: 'excerpt', text: excerpt },
    ...reasons.map((text) => ({ label: 'reason', text })),
  ];
}

function vulnerabilityEvidence({
  evidence,
  contrary = [],
  cvss,
  path,
}: Extract<Finding, { kind: 'vulnerability' }>['vulnerability']): Labelled[] {
  return [
    ...evidence.map(({ advisory }) => ({
      label: advisory.feed,
      text: `${advisory.id}: ${advisory.state}`,
    })),
    ...contrary.map(({ advisory }) => ({
      label: `${advisory.feed} (says otherwise)`,
      text: `${advisory.id}: ${advisory.state}`,
    })),
    ...cvss.map(({ version, source, score, vector }) => ({
      label: `CVSS ${version} (${source})`,
      text: `${score} ${vector}`,
    })),
    ...(path === undefined ? [] : [{ label: 'came in by', text: path.names.join(' > ') }]),
  ];
}

/** What to do: the plan of the scan where it has an action, else what the finding itself says. */
export function fixOf(finding: Finding, { plan }: ScanReport): string[] {
  const action = plan?.actions.find(({ removes }) => removes.includes(finding.fingerprint));
  if (action !== undefined) return [action.title, ...action.commands];
  if (finding.kind === 'vulnerability') {
    const { fixedVersion, component } = finding.vulnerability;
    return fixedVersion === undefined ? [] : [`upgrade ${component.name} to ${fixedVersion}`];
  }
  if (finding.kind === 'secret') return [finding.secret.remediation];
  if (finding.kind === 'lifecycle')
    return finding.lifecycle.successor === undefined
      ? []
      : [`move to ${finding.lifecycle.period.product} ${finding.lifecycle.successor}`];
  return finding.kind === 'license' ? [] : [finding.fault.remediation];
}

/** Pages about it; only those of the web, so that nothing else is ever a link. */
export function linksOf(finding: Finding): string[] {
  return [...new Set(allLinks(finding))]
    .filter((link) => /^https?:\/\//u.test(link) && link.length <= 1000)
    .slice(0, most);
}

function allLinks(finding: Finding): readonly string[] {
  if (finding.kind === 'vulnerability')
    return finding.vulnerability.evidence.flatMap(({ advisory }) => advisory.url ?? []);
  if (finding.kind === 'secret') return finding.secret.references;
  if (finding.kind === 'lifecycle' || finding.kind === 'license') return [];
  return finding.fault.references;
}
