import type { Finding, Image } from './estate.ts';

/** Counts by tier, as assets carry them. */
export function countsOf(findings: readonly Finding[]): Image['findings'] {
  const open = findings.filter(
    (finding) => finding.state === 'open' || finding.state === 'acknowledged',
  );
  function tier(name: string): number {
    return open.filter((finding) => finding.tier === name).length;
  }
  return {
    P0: tier('P0'),
    P1: tier('P1'),
    P2: tier('P2'),
    P3: tier('P3'),
    P4: tier('P4'),
    total: open.length,
    fixable: open.filter((finding) => finding.fixedVersion !== undefined).length,
    exploited: open.filter((finding) => finding.exploited).length,
  };
}

/** How many are of each tier. */
export function byTier(findings: readonly Finding[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(findings, (one) => one.tier)].map(([tier, of]) => [tier, of.length]),
  );
}
