import type { SqlValue } from '#contract/sql.ts';
import { storable } from '#estate/row.ts';
import { formatJson } from '#kit/json.ts';
import type { Component } from '#model/component.ts';
import { componentOfFinding, type Finding, type VulnerabilityFinding } from '#model/finding.ts';

/** What is stored of a fault wherever it is. */
export interface ProblemFacts {
  readonly fixedVersion: string;
  readonly fixable: boolean;
  readonly exploited: boolean;
  readonly ransomware: boolean;
  readonly aliases: readonly string[];
  readonly epss?: number;
  readonly cvss?: number;
  /** Of the score in `cvss`: `CVSS:3.1/…`. */
  readonly cvssVector?: string;
  readonly published?: string;
}

const plain: ProblemFacts = {
  fixedVersion: '',
  fixable: false,
  exploited: false,
  ransomware: false,
  aliases: [],
};

/** What filters, exceptions and lists ask of a finding of any kind. */
export function problemFactsOf(finding: Finding): ProblemFacts {
  switch (finding.kind) {
    case 'vulnerability':
      return vulnerabilityFacts(finding);
    case 'lifecycle': {
      const { successor = '' } = finding.lifecycle;
      return { ...plain, fixedVersion: successor, fixable: successor !== '' };
    }
    case 'secret': {
      const { validity, aliases } = finding.secret;
      return { ...plain, exploited: validity === 'active', aliases };
    }
    case 'license':
      return plain;
    default:
      return {
        ...plain,
        fixable: (finding.fault.fixes ?? []).length > 0,
        aliases: finding.fault.aliases,
      };
  }
}

function vulnerabilityFacts({ vulnerability }: VulnerabilityFinding): ProblemFacts {
  const { fixedVersion = '', knownExploited, aliases, ssvc, published } = vulnerability;
  const epss = vulnerability.exploitPrediction?.probability;
  const [worst] = vulnerability.cvss
    .filter(({ score }) => Number.isFinite(score))
    .toSorted((a, b) => b.score - a.score);
  return {
    fixedVersion,
    fixable: fixedVersion !== '',
    exploited: knownExploited !== undefined || ssvc?.exploitation === 'active',
    ransomware: knownExploited?.ransomware === true,
    aliases: aliases.toSorted(),
    ...(epss !== undefined && Number.isFinite(epss) && { epss }),
    ...(worst !== undefined && { cvss: worst.score, cvssVector: worst.vector }),
    ...(published !== undefined && { published }),
  };
}

/** Columns of the table `problem` behind its identity, in the order of `problemColumns`. */
export function problemRow(
  finding: Finding,
  componentId: (component: Component) => number | undefined,
): readonly SqlValue[] {
  const component = componentOfFinding(finding);
  const {
    fixedVersion,
    exploited,
    ransomware,
    aliases,
    epss,
    cvss,
    cvssVector,
    published = '',
  } = problemFactsOf(finding);
  return [
    finding.kind,
    storable(finding.rule, 300),
    storable(finding.title, 500),
    finding.severity,
    component === undefined ? null : (componentId(component) ?? null),
    storable(fixedVersion, 200),
    Number(exploited),
    Number(ransomware),
    epss ?? null,
    cvss ?? null,
    storable(published, 40),
    formatJson({
      aliases: aliases.slice(0, 50).map((one) => storable(one, 200)),
      ...(cvssVector !== undefined && { cvssVector: storable(cvssVector, 200) }),
    }),
  ];
}

/** In the order of `problemRow`. */
export const problemColumns = [
  'kind',
  'rule',
  'title',
  'severity',
  'component',
  'fixed_version',
  'exploited',
  'ransomware',
  'epss',
  'cvss',
  'published',
  'facts',
] as const;
