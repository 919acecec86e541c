import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VulnerabilityFacts, VulnerabilityFinding } from '#model/finding.ts';
import { tiers } from '#model/risk.ts';
import { severities } from '#model/severity.ts';
import { assess } from './assess.ts';
import { blasts, exposures, type RiskContext, usages } from './context.ts';
import { compareRisk } from './order.ts';
import { type ScoreInput, scoreOf, sharesOf } from './score.ts';
import { exploitations } from './signals.ts';
import { vectors, vulnerability } from './testing.ts';
import { tierOf } from './tier.ts';

/** Evidence as positions on scales that go from good to bad; 0 for the last one means that no score is stated. */
const evidence = fc.record({
  exploitation: fc.nat({ max: exploitations.length - 1 }),
  automatable: fc.nat({ max: 1 }),
  total: fc.nat({ max: 1 }),
  usage: fc.nat({ max: usages.length - 1 }),
  exposure: fc.nat({ max: exposures.length - 1 }),
  blast: fc.nat({ max: blasts.length - 1 }),
  base: fc.nat({ max: 100 }),
  probability: fc.nat({ max: 100 }),
});
type Positions = typeof evidence extends fc.Arbitrary<infer Value> ? Value : never;

function inputOf(at: Positions): ScoreInput {
  return {
    exploitation: exploitations[at.exploitation] ?? 'none',
    automatable: at.automatable === 1,
    total: at.total === 1,
    usage: usages[at.usage] ?? 'unknown',
    exposure: exposures[at.exposure] ?? 'cluster',
    blast: blasts[at.blast] ?? 'secrets',
    base: at.base / 10,
    probability: at.probability / 100,
  };
}

function rankOf(input: ScoreInput): number {
  return tiers.indexOf(tierOf(input));
}

test('worse evidence never gives a better tier or a lower score', () => {
  fc.assert(
    fc.property(evidence, evidence, (a, b) => {
      const worse = Object.fromEntries(
        Object.entries(a).map(([key, value]) => [key, Math.max(value, b[key as keyof Positions])]),
      ) as Positions;

      expect(rankOf(inputOf(worse))).toBeLessThanOrEqual(rankOf(inputOf(a)));
      expect(scoreOf(inputOf(worse))).toBeGreaterThanOrEqual(scoreOf(inputOf(a)));
    }),
  );
});

test('unknown usage is treated as loaded by the tier', () => {
  fc.assert(
    fc.property(evidence, (at) => {
      const input = inputOf(at);

      expect(tierOf({ ...input, usage: 'unknown' })).toBe(tierOf({ ...input, usage: 'loaded' }));
    }),
  );
});

test('shares are parts of one, and the score lies between 0 and 100', () => {
  fc.assert(
    fc.property(evidence, (at) => {
      const { exploitation, usage, exposure, severity, blast } = sharesOf(inputOf(at));
      const shares = [exploitation, usage, exposure, severity, blast];

      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(scoreOf(inputOf(at))).toBeGreaterThan(0);
      expect(scoreOf(inputOf(at))).toBeLessThanOrEqual(100);
    }),
  );
});

const anyFinding: fc.Arbitrary<VulnerabilityFinding> = fc
  .record({
    id: fc.constantFrom('CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003'),
    cvss: fc.subarray(Object.values(vectors)),
    severity: fc.constantFrom(...severities),
    probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    isKnown: fc.boolean(),
    isRansomware: fc.boolean(),
  })
  .map(({ id, cvss, severity, probability, isKnown, isRansomware }) => {
    const prediction = { cve: id, percentile: 0, date: '2026-11-21' };
    const facts: Partial<VulnerabilityFacts> = {
      id,
      cvss,
      ...(probability !== undefined && { exploitPrediction: { ...prediction, probability } }),
      ...(isKnown && {
        knownExploited: { cve: id, added: '2026-11-01', ransomware: isRansomware },
      }),
    };
    return vulnerability(facts, severity);
  });
const context: RiskContext = { now: '2026-11-22T08:00:00Z' };

test('the order of vectors changes nothing, and factors add up to one', () => {
  fc.assert(
    fc.property(anyFinding, (finding) => {
      const { vulnerability: facts } = finding;
      const turned = { ...finding, vulnerability: { ...facts, cvss: facts.cvss.toReversed() } };

      const risk = assess(finding, context);

      expect(assess(turned, context)).toEqual(risk);
      const sum = risk.factors.reduce((total, { share = 0 }) => total + share, 0);
      expect(sum).toBeCloseTo(1, 9);
    }),
  );
});

test('the order of urgency is total and does not depend on the order given', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 12 }), fc.nat(), (found, seed) => {
      const assessed = found.map((finding, index) => ({
        ...finding,
        fingerprint: `${index}`,
        risk: assess(finding, context),
      }));
      const turned = assessed.map((_, index) => assessed[(index + seed) % assessed.length]);

      const sorted = assessed.toSorted(compareRisk);

      expect(turned.flatMap((finding) => finding ?? []).toSorted(compareRisk)).toEqual(sorted);
      const ranks = sorted.map(({ risk }) => tiers.indexOf(risk.tier));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }),
  );
});
