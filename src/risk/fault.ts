import { printable } from '#kit/text.ts';
import type { FaultFinding, SecretFinding } from '#model/finding.ts';
import type { Risk, RiskFactor, Tier } from '#model/risk.ts';
import type { Severity } from '#model/severity.ts';
import type { RiskContext } from './context.ts';
import { middleOf } from './signals.ts';
import { daysOf } from './tier.ts';

type Kind = FaultFinding['kind'] | 'secret';
type Ladder = Readonly<Record<Severity, Tier>>;

/**
 * Tiers by severity. What an intruder can use today as it lies there (malware, a key, a default login) stands above what only
 * makes an intrusion worse.
 */
const ladders: Readonly<Record<Kind, Ladder>> = {
  malware: ladder('P0', 'P1', 'P3'),
  secret: ladder('P1', 'P2', 'P3'),
  credential: ladder('P1', 'P2', 'P3'),
  misconfiguration: ladder('P2', 'P3', 'P4'),
};

/** Share of the severity's score that a kind can reach. */
const weights: Readonly<Record<Kind, number>> = {
  malware: 10,
  secret: 9,
  credential: 8.5,
  misconfiguration: 5,
};

function ladder(critical: Tier, high: Tier, medium: Tier): Ladder {
  return { critical, high, medium, low: 'P4', negligible: 'P4', unknown: medium };
}

/** The risk of a secret: what the issuer or its own form proves decides together with the severity. */
export function assessSecret(finding: SecretFinding, context: RiskContext): Risk {
  const { secret } = finding;
  const state = secret.validity ?? secret.proof ?? 'by its form';
  const ended = secret.validity === 'revoked';
  const tier = ended
    ? 'P4'
    : raised(ladders.secret[finding.severity], secret.validity === 'active');
  const where =
    secret.hidden === undefined ? '' : `, in a layer that is ${secret.hidden.state} above`;
  return riskOf(finding, tier, context, {
    value: state,
    source: secret.validity === undefined ? 'secret rules' : 'issuer',
    sentence: `${secret.title} at ${secret.location.path}${where}: ${tier === 'P4' ? 'of little use to an intruder' : 'whoever can pull the artifact can use it'}.`,
  });
}

/** The risk of what a check proved. */
export function assessFault(finding: FaultFinding, context: RiskContext): Risk {
  const isReachable = context.exposure === 'internet';
  const tier = raised(
    ladders[finding.kind][finding.severity],
    isReachable && finding.kind === 'credential' && finding.severity === 'critical',
  );
  return riskOf(finding, tier, context, {
    value: finding.kind,
    source: `check ${finding.rule}`,
    sentence: finding.fault.message,
  });
}

function raised(tier: Tier, when: boolean): Tier {
  return when && tier === 'P1' ? 'P0' : tier;
}

function riskOf(
  finding: FaultFinding | SecretFinding,
  tier: Tier,
  context: RiskContext,
  about: { readonly value: string; readonly source: string; readonly sentence: string },
): Risk {
  const days = daysOf(tier, context.days);
  const factors: readonly RiskFactor[] = [
    { name: 'severity', value: finding.severity, source: about.source, assumed: false, share: 1 },
    { name: 'exploitation', value: about.value, source: about.source, assumed: false },
  ];
  return {
    tier,
    score: Math.round(weights[finding.kind] * (middleOf(finding.severity) ?? 0) * 10) / 10,
    ...(days !== undefined && { days }),
    factors,
    sentence: printable(about.sentence),
  };
}
