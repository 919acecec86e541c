import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import { noGate, type Verdict } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import { clean, cleanProse } from '../clean.ts';
import { baseSentence, glanceParts, supportSentences, unopenedSentence } from '../glance.ts';
import { headline, nothingChecked, openFindings, shortDigest, verdictOf } from '../summary.ts';
import { clipMiddle, displayWidth, wrap } from '../width.ts';
import { type Canvas, flowed, type Line, type Style, span, tierStyles } from './line.ts';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  allow: 'verdict-good',
  warn: 'verdict-warn',
  deny: 'verdict-bad',
  incomplete: 'verdict-warn',
};

/** The answer: verdict, artifact, what was found and where, and why the verdict is what it is. */
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
    ...said(whyVerdict(report), indent, canvas),
  ];
  if (canvas.stacked) return [[word], ...name.map((line): Line => [span(line, 'bold')]), ...body];
  const title = [span(name[0] ?? '', 'bold'), span(name[1] ? `  ${name[1]}` : '', 'dim')];
  return [[word, span('  '), ...title], [], ...body];
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

/** Counts per tier and what stands out; the headline where nothing is open or nothing was assessed. */
function found(report: ScanReport, indent: number, canvas: Canvas): readonly Line[] {
  const open = openFindings(report);
  const { tiers, remarks } = glanceParts(report);
  if (open.length === 0 || tiers.length === 0)
    return [
      ...said([headline(report)], indent, canvas, 'bold'),
      ...flowed(
        remarks.map((text) => span(text, 'bad')),
        indent,
        canvas,
      ),
    ];
  const counts = tiers.map(({ tier, count }) => span(` ${count} ${tier} `, tierStyles[tier]));
  const rest = remarks.map((text) => span(text, 'strong'));
  return flowed([span(plural(open.length, 'finding'), 'bold'), ...counts, ...rest], indent, canvas);
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
