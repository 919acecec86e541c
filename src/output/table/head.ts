import { plural } from '#kit/text.ts';
import { noGate, type Verdict } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import type { FixAction } from '../actions.ts';
import { clean, cleanProse } from '../clean.ts';
import { acceptedFindings, headline, nothingChecked, shortDigest, verdictOf } from '../summary.ts';
import { urgencyReasons } from '../why.ts';
import { clipMiddle, displayWidth, wrap } from '../width.ts';
import { type Canvas, type Line, type Style, span } from './line.ts';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  allow: 'verdict-good',
  warn: 'verdict-warn',
  deny: 'verdict-bad',
  incomplete: 'verdict-warn',
};

/** The answer: verdict, artifact, what was found, and why the verdict is what it is. */
export function head(
  report: ScanReport,
  actions: readonly FixAction[],
  canvas: Canvas,
): readonly Line[] {
  const { verdict } = report.decision;
  const style = nothingChecked(report) ? 'verdict-warn' : verdictStyles[verdict];
  const word = span(` ${verdictOf(report)} `, style);
  const name = subject(report, canvas);
  const rest = [found(report), ...whyVerdict(report)].map((text) => span(text));
  const said = [...rest, ...firstStep(actions).map((text) => span(text, 'bold'))];
  if (canvas.stacked)
    return [
      [word],
      ...name.map((line) => [span(line, 'bold')]),
      ...said.flatMap(({ text, style: weight }) =>
        wrap(text, canvas.columns).map((line) => [span(line, weight)]),
      ),
    ];
  const indent = ' '.repeat(word.text.length + 2);
  const width = canvas.columns - indent.length;
  return [
    [word, span('  '), span(name[0] ?? '', 'bold'), span(name[1] ? `  ${name[1]}` : '', 'dim')],
    ...said.flatMap(({ text, style: weight }) =>
      wrap(text, width).map((line) => [span(indent), span(line, weight)]),
    ),
  ];
}

/** The most urgent upgrade in one sentence: what a tired reader needs. */
function firstStep(actions: readonly FixAction[]): readonly string[] {
  const first = actions.find(({ kind }) => kind !== 'none');
  if (first === undefined) return [];
  const reasons = urgencyReasons(first.findings[0].finding.vulnerability).slice(0, 1);
  const worth = [`settles ${plural(first.findings.length, 'finding')}`, ...reasons].join(', ');
  return [`first: upgrade ${clean(first.name, 80)} to ${clean(first.fixed ?? '', 60)} (${worth})`];
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

function found(report: ScanReport): string {
  const accepted = acceptedFindings(report).length;
  return `${headline(report)}${accepted > 0 ? `; ${accepted} accepted` : ''}`;
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
