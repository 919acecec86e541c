import type { Finding } from '#model/finding.ts';
import type { Severity } from '#model/severity.ts';

/** A finding as matching makes it, with the parts that policy looks at to be set. */
export function finding(
  parts: {
    readonly id?: string;
    readonly aliases?: readonly string[];
    readonly purl?: string;
    readonly path?: string;
    readonly severity?: Severity;
    readonly fixedVersion?: string;
    readonly kev?: boolean;
    readonly epss?: number;
  } = {},
): Finding {
  const { id = 'CVE-2024-1', purl = 'pkg:npm/left-pad@1.0.0', path = '/app/package.json' } = parts;
  const locations = [{ path }] as const;
  return {
    kind: 'vulnerability',
    rule: id,
    fingerprint: `${id}${purl}${path}`,
    severity: parts.severity ?? 'high',
    title: id,
    locations,
    vulnerability: {
      id,
      aliases: parts.aliases ?? [],
      component: {
        id: `${purl}#${path}`,
        purl,
        name: 'left-pad',
        version: '1.0.0',
        ecosystem: 'npm',
        presence: 'installed',
        locations,
      },
      state: parts.fixedVersion === undefined ? 'affected' : 'fixed',
      ...(parts.fixedVersion !== undefined && { fixedVersion: parts.fixedVersion }),
      cvss: [],
      evidence: [],
      ...(parts.kev === true && {
        knownExploited: { cve: id, added: '2024-01-01', ransomware: false },
      }),
      ...(parts.epss !== undefined && {
        exploitPrediction: {
          cve: id,
          probability: parts.epss,
          percentile: 0.5,
          date: '2024-01-01',
        },
      }),
    },
  };
}
