import { faultOf } from '#check/fault.ts';
import { faultFindings } from '#check/finding.ts';
import type { CheckMeta } from '#contract/check.ts';
import type { Finding, VulnerabilityFinding } from '#model/finding.ts';

/**
 * Records whose id begins with `MAL-` (OSV, malicious packages) say that a package is malware, not that it has a flaw: such matches
 * become findings of kind `malware`, one for each package and place.
 */
export function withMalicious(findings: readonly Finding[], meta: CheckMeta): readonly Finding[] {
  const malicious = findings.filter(isMalicious);
  if (malicious.length === 0) return findings;
  const rest = findings.filter((finding) => !isMalicious(finding));
  return [...rest, ...faultFindings(malicious.map((finding) => faultFrom(finding, meta)))];
}

function isMalicious(finding: Finding): finding is VulnerabilityFinding {
  return finding.kind === 'vulnerability' && recordOf(finding) !== undefined;
}

function recordOf({ rule, vulnerability }: VulnerabilityFinding): string | undefined {
  return [rule, vulnerability.id, ...vulnerability.aliases].find((id) => id.startsWith('MAL-'));
}

function faultFrom(finding: VulnerabilityFinding, meta: CheckMeta) {
  const { component, evidence } = finding.vulnerability;
  const record = recordOf(finding) ?? finding.rule;
  const [place, ...others] = component.locations;
  const fault = faultOf(
    meta,
    {
      message: `${component.name} ${component.version} is known to be malicious (${record})`,
      subject: component.purl,
      identity: `${component.ecosystem}:${component.name}`,
      evidence: evidence.slice(0, 5).map(({ advisory, because }) => ({
        label: `${advisory.id} (${advisory.feed})`,
        text: `${because.package} ${because.comparedVersion}`,
      })),
    },
    place,
  );
  const pages = evidence.flatMap(({ advisory }) => advisory.url ?? []);
  return {
    ...fault,
    locations: [place, ...others] as const,
    aliases: [`osv:${record}`, ...meta.aliases],
    references: [
      ...new Set([...pages, `https://osv.dev/vulnerability/${record}`, ...meta.references]),
    ],
  };
}
