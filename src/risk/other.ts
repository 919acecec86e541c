import { printable } from '#kit/text.ts';
import type { LicenseFinding, LifecycleFinding } from '#model/finding.ts';
import type { Risk, Tier } from '#model/risk.ts';
import type { RiskContext } from './context.ts';
import { factorsBy } from './factor.ts';
import { placeOf } from './place.ts';
import { type ScoreInput, scoreOf, sharesOf } from './score.ts';
import { middleOf } from './signals.ts';
import { daysOf } from './tier.ts';

type Status = LifecycleFinding['lifecycle']['status'];

/** Tier of an operating system and of a runtime: without support new faults stay open and nobody says so. */
const lifecycleTiers: Readonly<Record<Status, { readonly system: Tier; readonly runtime: Tier }>> =
  {
    ended: { system: 'P2', runtime: 'P3' },
    'extended-only': { system: 'P3', runtime: 'P4' },
    'ends-soon': { system: 'P3', runtime: 'P4' },
    'security-only': { system: 'P4', runtime: 'P4' },
  };

/** How likely it is that a fault stays open, in place of the likelihood of an exploit. */
const lifecycleLikelihood: Readonly<Record<Status, number>> = {
  ended: 0.16,
  'extended-only': 0.09,
  'ends-soon': 0.04,
  'security-only': 0.01,
};

/**
 * The risk of software out of support. An ended runtime that the internet reaches is P2 as an operating system is;
 * nothing that was observed not to be loaded is above P3.
 */
export function assessLifecycle(finding: LifecycleFinding, context: RiskContext): Risk {
  const { component, status, period } = finding.lifecycle;
  const { usage, exposure, blast } = placeOf(component, context);
  const base = middleOf(finding.severity);
  const input: ScoreInput = {
    exploitation: 'none',
    automatable: false,
    total: false,
    probability: lifecycleLikelihood[status],
    usage: usage.value,
    exposure: exposure.value,
    blast: blast.value,
    ...(base !== undefined && { base }),
  };
  const tier = lifecycleTier(finding, input);
  const days = daysOf(tier, context.days);
  const shares = sharesOf(input);
  const end = period.supportedUntil ?? period.activeUntil;
  return {
    tier,
    score: scoreOf(input),
    ...(days !== undefined && { days }),
    factors: factorsBy([
      {
        name: 'exploitation',
        value: status,
        source: `lifecycle of ${period.product} ${period.line}`,
        assumed: false,
        share: shares.exploitation,
        ...(end !== undefined && { date: end }),
      },
      { name: 'usage', ...usage, share: shares.usage },
      { name: 'exposure', ...exposure, share: shares.exposure },
      { name: 'blast', ...blast, share: shares.blast },
      severityFactor(finding, shares.severity),
    ]),
    sentence: lifecycleSentence(finding, end),
  };
}

/**
 * The risk of a licence: no intruder gains by it, so a forbidden one is P3 and all else P4, with half of the middle of its
 * severity band, times ten, as score.
 */
export function assessLicense(finding: LicenseFinding, context: RiskContext): Risk {
  const { component, expression, rule } = finding.license;
  const isGrave = finding.severity === 'high' || finding.severity === 'critical';
  const tier: Tier = isGrave ? 'P3' : 'P4';
  const days = daysOf(tier, context.days);
  const named = expression === '' ? 'no licence' : expression;
  return {
    tier,
    score: 5 * (middleOf(finding.severity) ?? 0),
    ...(days !== undefined && { days }),
    factors: [severityFactor(finding, 1)],
    sentence: printable(
      `${component.name} states ${named}, which the policy does not allow (${rule}).`,
    ),
  };
}

function lifecycleTier(finding: LifecycleFinding, { exposure, usage }: ScoreInput): Tier {
  const { component, status } = finding.lifecycle;
  const tier = lifecycleTiers[status][component === undefined ? 'system' : 'runtime'];
  if (component === undefined || usage === 'not-loaded') return tier;
  return status === 'ended' && exposure === 'internet' ? 'P2' : tier;
}

function severityFactor(finding: LicenseFinding | LifecycleFinding, share: number) {
  return {
    name: 'severity',
    value: finding.severity,
    source: finding.kind === 'license' ? 'policy' : 'lifecycle',
    assumed: false,
    share,
  } as const;
}

function lifecycleSentence({ lifecycle }: LifecycleFinding, end: string | undefined): string {
  const { period, status, successor, component, version } = lifecycle;
  const named = `${component?.name ?? period.product} ${version === '' ? period.line : version}`;
  const since = end === undefined ? '' : ` (${end})`;
  const words: Readonly<Record<Status, string>> = {
    ended: `gets no more fixes: its support has ended${since}`,
    'extended-only': `gets fixes only by paid or extended support; its own has ended${since}`,
    'ends-soon': `gets fixes only for a short time: its support ends soon${since}`,
    'security-only': `gets security fixes only${since}`,
  };
  const move = successor === undefined ? '' : `; move to ${successor}`;
  return printable(`${named} ${words[status]}${move}.`);
}
