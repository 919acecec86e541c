import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { detailOf } from '../kind/detail.ts';
import { isPlaced } from '../kind/place.ts';
import { compareText, openFindings } from '../summary.ts';
import { type Bar, barChart, severityBar, severityBars, tierBars } from './chart.ts';
import { html, type Markup } from './markup.ts';

/** Small charts: risk, severity, share with a fix, package type, part of the image. */
export function glance(report: ScanReport): Markup {
  const open = openFindings(report);
  if (open.length === 0) return html``;
  return html`<section id="glance" aria-labelledby="glance-title"><h2 id="glance-title">At a glance</h2><div class="charts">${barChart('By risk', tierBars(open))}${barChart('By severity', severityBars(open))}${upgradable(open)}${barChart('By type', byType(open))}${open.some(({ finding }) => finding.part !== undefined) ? barChart('Base image or application?', byPart(open)) : undefined}</div></section>\n`;
}

/** A question for software only. */
function upgradable(findings: readonly JudgedFinding[]): Markup | undefined {
  const ofSoftware = findings.filter(({ finding }) => !isPlaced(finding));
  return ofSoftware.length === 0
    ? undefined
    : barChart('Can an upgrade fix it?', fixable(ofSoftware));
}

function fixable(findings: readonly JudgedFinding[]): readonly Bar[] {
  const fixed = findings.filter(({ finding }) => detailOf(finding).fixedVersion !== undefined);
  const without = findings.length - fixed.length;
  const share = Math.round((fixed.length / findings.length) * 100);
  return [
    {
      label: 'fix available',
      value: `${plural(fixed.length, 'finding')} (${share} %)`,
      parts: [{ className: 'fill-good', count: fixed.length }],
    },
    {
      label: 'no fix',
      value: plural(without, 'finding'),
      parts: [{ className: 'fill-negligible', count: without }],
    },
  ];
}

function byType(findings: readonly JudgedFinding[]): readonly Bar[] {
  const groups = Map.groupBy(
    findings,
    ({ finding }) => componentOfFinding(finding)?.ecosystem ?? finding.kind,
  );
  return [...groups]
    .sort(([a, left], [b, right]) => right.length - left.length || compareText(a, b))
    .map(([ecosystem, group]) => severityBar(ecosystem, group));
}

function byPart(findings: readonly JudgedFinding[]): readonly Bar[] {
  const words = { base: 'base image', application: 'application' } as const;
  const groups = Map.groupBy(findings, ({ finding }) => finding.part);
  return [...groups]
    .map(([part, group]) => severityBar(part === undefined ? 'not known' : words[part], group))
    .sort((a, b) => compareText(a.label, b.label));
}
