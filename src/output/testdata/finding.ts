import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { VulnerabilityFacts, VulnerabilityFinding } from '#model/finding.ts';
import { type Risk, type Tier, tiers } from '#model/risk.ts';
import { type Severity, severityOfScore } from '#model/severity.ts';

interface Sketch {
  readonly id: string;
  readonly component: Component;
  readonly score?: number;
  readonly severity?: Severity;
  readonly fixed?: string;
  readonly more?: Partial<VulnerabilityFacts>;
  readonly tier?: Tier;
  readonly base?: Partial<Pick<VulnerabilityFinding, 'vex' | 'isNew'>>;
}

/** A finding with the evidence that a matcher would give it. */
export function finding(sketch: Sketch): JudgedFinding & { readonly finding: VulnerabilityFinding } {
  const { component: of, id, fixed } = sketch;
  const severity = sketch.severity ?? severityOfScore(sketch.score ?? 0);
  const subject = of.source?.name ?? of.name;
  const distribution = of.ecosystem === 'deb';
  return {
    shown: true,
    finding: {
      kind: 'vulnerability',
      rule: id,
      fingerprint: sha256Hex(`${id} ${of.id}`),
      severity,
      title: `${id} in ${of.name} ${of.version}`,
      locations: of.locations,
      risk: riskOf(sketch.tier ?? 'P4', severity, sketch.more),
      part: distribution ? 'base' : 'application',
      ...sketch.base,
      vulnerability: {
        id,
        aliases: [],
        component: of,
        state: fixed === undefined ? 'affected' : 'fixed',
        ...(fixed !== undefined && { fixedVersion: fixed }),
        ...(severity !== 'unknown' && { severitySource: distribution ? 'nvd' : 'ghsa' }),
        cvss:
          sketch.score === undefined
            ? []
            : [{ version: '3.1', vector: vectorOf(sketch.score), score: sketch.score, source: 'nvd' }],
        published: '2026-08-01T00:00:00Z',
        modified: '2026-11-20T03:00:00Z',
        evidence: [
          {
            advisory: {
              id: distribution ? `DSA-9${id.slice(-3)}-1` : id,
              feed: distribution ? 'osv:Debian:12' : 'osv:GHSA',
              url: `https://advisories.example/${id}`,
              state: fixed === undefined ? 'affected' : 'fixed',
              ranges: [{ introduced: '0', ...(fixed !== undefined && { fixed }) }],
              severity,
            },
            because: {
              segment: distribution ? 'debian-12' : of.ecosystem,
              package: subject,
              comparedVersion: of.source?.version ?? of.version,
              scheme: distribution ? 'deb' : of.ecosystem,
              range: { introduced: '0', ...(fixed !== undefined && { fixed }) },
            },
          },
        ],
        ...sketch.more,
      },
    },
  };
}

function riskOf(tier: Tier, severity: Severity, more: Partial<VulnerabilityFacts> = {}): Risk {
  const active = more.knownExploited !== undefined;
  return {
    tier,
    score: 90 - 20 * tiers.indexOf(tier) + (active ? 5.5 : 0),
    days: [3, 7, 30, 90][tiers.indexOf(tier)] ?? 365,
    ...(more.knownExploited?.due !== undefined && { due: more.knownExploited.due }),
    factors: [
      {
        name: 'exploitation',
        value: active ? 'active' : 'none',
        source: active ? 'CISA KEV' : 'no data',
        ...(active && { date: more.knownExploited?.added ?? '' }),
        assumed: !active,
        share: 0.35,
      },
      { name: 'impact', value: severity, source: 'CVSS', assumed: false, share: 0.3 },
      { name: 'exposure', value: 'cluster', source: 'policy', assumed: true, share: 0.2 },
      { name: 'usage', value: 'unknown', source: 'not observed', assumed: true, share: 0.15 },
      { name: 'automatable', value: 'yes', source: 'CVSS', assumed: true },
    ],
    sentence: `${active ? 'Known exploited' : 'No known exploitation'}; severity ${severity}; usage was not observed, so it counts as loaded.`,
  };
}

function vectorOf(score: number): string {
  if (score >= 9) return 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  if (score >= 7) return 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
  if (score >= 4) return 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H';
  return 'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N';
}
