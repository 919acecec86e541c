import type { Risk, RiskFactor } from '#model/risk.ts';
import { clean, cleanProse } from '../clean.ts';

const barLength = 20;

const factorWords: Readonly<Record<RiskFactor['name'], string>> = {
  exploitation: 'exploitation',
  automatable: 'automatable',
  impact: 'impact',
  severity: 'severity',
  usage: 'usage',
  exposure: 'exposure',
  blast: 'blast radius',
  fix: 'fix',
};

/** The tier with its end, the sentence, then every factor with its part of the score as a bar. */
export function riskLines(risk: Risk | undefined): readonly string[] {
  if (risk === undefined) return [];
  return [
    `${risk.tier}, score ${risk.score.toFixed(1)} of 100${deadline(risk)}`,
    cleanProse(risk.sentence, 600),
    ...risk.factors.slice(0, 16).map(factorLine),
  ];
}

function deadline({ days, due }: Risk): string {
  const said = [
    ...(days === undefined ? [] : [`within ${days} days`]),
    ...(due === undefined ? [] : [`by ${clean(due, 20)} (CISA)`]),
  ];
  return said.length === 0 ? '' : `: fix ${said.join(', ')}`;
}

/** `████████░░░░░░░░░░░░  40 % exploitation active (CISA KEV, 2026-09-03)`. */
function factorLine({ name, value, source, date, assumed, share }: RiskFactor): string {
  const when = date === undefined ? '' : `, ${clean(date, 20)}`;
  const from = `(${clean(source, 80)}${when}${assumed ? '; assumed' : ''})`;
  const part = share === undefined ? 'tier only' : `${Math.round(share * 100)} %`;
  return `${bar(share)} ${part.padStart(9)}  ${factorWords[name]}: ${clean(value, 80)} ${from}`;
}

function bar(share: number | undefined): string {
  const part = Math.min(1, Math.max(0, share ?? 0));
  const filled = part > 0 ? Math.max(1, Math.round(part * barLength)) : 0;
  return '█'.repeat(filled) + '░'.repeat(barLength - filled);
}
