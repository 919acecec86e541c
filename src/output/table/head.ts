import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import { noGate, type Verdict } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import { clean, cleanProse } from '../clean.ts';
import { baseSentence, glanceParts, supportSentences, unopenedSentence } from '../glance.ts';
import { headline, nothingChecked, shortDigest, verdictOf } from '../summary.ts';
import { clipMiddle, displayWidth, wrap } from '../width.ts';
import { type Canvas, flowed, type Line, type Style, span, tierStyles } from './line.ts';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  allow: 'verdict-good',
  warn: 'verdict-warn',
  deny: 'verdict-bad',
  incomplete: 'verdict-warn',
};

/** The answer: verdict, artifact and why; after a line's space what was found and where, whatever the gate is. */
export function head(report: ScanReport, options: RenderOptions, canvas: Canvas): readonly Line[] {
  const { verdict } = report.decision;
  const style = nothingChecked(report) ? 'verdict-warn' : verdictStyles[verdict];
  const word = span(` ${verdictOf(report)} `, style);
  const name = subject(report, canvas);
  const indent = canvas.stacked ? 0 : 2;
  const body = [
    ...found(report, indent, canvas),
    ...said(
      [baseSentence(report, options), unopenedSentence(report)].flatMap((text) => text ?? []),
      indent,
      canvas,
    ),
    ...said(supportSentences(report), indent, canvas, 'warn'),
  ];
  const why = said(whyVerdict(report), indent, canvas);
  if (canvas.stacked)
    return [[word], ...name.map((line): Line => [span(line, 'bold')]), ...why, [], ...body];
  const title = [span(name[0] ?? '', 'bold'), span(name[1] ? `  ${name[1]}` : '', 'dim')];
  return [[word, span('  '), ...title], ...why, [], ...body];
}

function said(
  texts: readonly string[],
  indent: number,
  canvas: Canvas,
  style?: Style,
): readonly Line[] {
  const margin = ' '.repeat(indent);
  return texts.flatMap((text) =>
    wrap(text, canvas.columns - indent).map((line): Line => [span(margin), span(line, style)]),
  );
}

/** The headline, then counts per tier and what stands out. */
function found(report: ScanReport, indent: number, canvas: Canvas): readonly Line[] {
  const { tiers, remarks } = glanceParts(report);
  const counts = tiers.map(({ tier, count }) => span(` ${count} ${tier} `, tierStyles[tier]));
  const rest = remarks.map((text) => span(text, 'strong'));
  return [
    ...said([headline(report)], indent, canvas, 'bold'),
    ...flowed([...counts, ...rest], indent, canvas),
  ];
}

/** The reference, and on its own line in the stacked form the digest. */
function subject(report: ScanReport, canvas: Canvas): readonly string[] {
  const digest = shortDigest(report);
  const room = canvas.stacked
    ? canvas.columns
    : canvas.columns - displayWidth(digest) - verdictOf(report).length - 6;
  const { kind, reference } = report.inventory.artifact;
  const title = kind === 'host' && reference === '/' ? 'this machine' : clean(reference);
  const name = clipMiddle(title, Math.max(room, 16));
  return digest === '' ? [name] : [name, digest];
}

/** The reasons of the decision; a plain pass needs none. */
function whyVerdict(report: ScanReport): readonly string[] {
  const { reasons, policy } = report.decision;
  const shown = reasons
    .slice(0, 3)
    .map((reason) => `${cleanProse(reason.text)} (${clean(reason.rule)})`);
  const more = reasons.length > 3 ? [`and ${plural(reasons.length - 3, 'more reason')}`] : [];
  return reasons.length === 0 && report.findings.length > 0
    ? [policyLine(policy)]
    : [...shown, ...more];
}

function policyLine(policy: string): string {
  return policy === noGate
    ? 'nothing is denied: no gate is set (--fail-on)'
    : `allowed by ${clean(policy)}`;
}
