import type { InputOf } from '#wire/routes.ts';
import { type Answers, countedPageOf, found } from './answer.ts';
import { byTier } from './counts.ts';
import type { Estate, Finding } from './estate.ts';
import { fixFirst } from './fix-first.ts';

/** Findings, one by one and by their fault. */
export function findingAnswers(estate: Estate): Answers {
  return {
    listFindings: ({ query }) => countedPageOf(filtered(estate, query), query),
    countFindings: ({ query }) => facetsOf(filtered(estate, query)),
    readFinding: ({ params }) => found(estate.findings.find((finding) => finding.id === params.id)),
    decideFindings: ({ body }) => {
      const of = estate.findings.filter((finding) => body.ids?.includes(finding.id) ?? true);
      return {
        findings: of.length,
        assets: new Set(of.map((one) => one.asset.id)).size,
        byTier: byTier(of),
      };
    },
    listVulnerabilities: ({ query }) =>
      countedPageOf(vulnerabilities(filtered(estate, query)), query),
    readFixFirst: () => fixFirst(estate),
  };
}

type Filter = InputOf<'countFindings'>['query'];

function filtered(estate: Estate, filter: Filter): readonly Finding[] {
  return estate.findings.filter(
    (one) =>
      (filter.tier?.includes(one.tier) ?? true) &&
      (filter.severity?.includes(one.severity) ?? true) &&
      (filter.kind?.includes(one.kind) ?? true) &&
      (filter.usage?.includes(one.usage) ?? true) &&
      (filter.state?.includes(one.state) ?? true) &&
      (filter.exposure?.includes(one.exposure) ?? true) &&
      (filter.rule === undefined || filter.rule === one.rule) &&
      (filter.asset === undefined || filter.asset === one.asset.id) &&
      (filter.exploited === undefined || filter.exploited === one.exploited) &&
      (filter.breached === undefined || filter.breached === one.breached) &&
      `${one.rule} ${one.title} ${one.asset.name} ${one.component?.name ?? ''}`
        .toLowerCase()
        .includes((filter.q ?? '').toLowerCase()),
  );
}

function facetsOf(findings: readonly Finding[]): unknown {
  const names = ['tier', 'severity', 'kind', 'usage', 'state', 'exposure'] as const;
  return {
    total: findings.length,
    facets: Object.fromEntries(
      names.map((name) => [
        name,
        Object.fromEntries(
          [...Map.groupBy(findings, (one) => one[name])].map(([value, of]) => [value, of.length]),
        ),
      ]),
    ),
  };
}

function vulnerabilities(findings: readonly Finding[]): readonly unknown[] {
  return [...Map.groupBy(findings, (one) => one.rule)].map(([rule, of]) => {
    const [first] = of;
    return {
      rule,
      kind: first?.kind,
      title: first?.title,
      severity: first?.severity,
      tier: first?.tier,
      exploited: first?.exploited,
      epss: first?.epss,
      cvss: 7.5,
      findings: of.length,
      assets: of.length,
      running: of.length,
      loaded: of.filter((one) => one.usage === 'loaded').length,
      fixable: of.filter((one) => one.fixedVersion !== undefined).length,
      published: '2024-07-01',
      ransomware: rule === 'CVE-2021-44228',
    };
  });
}
