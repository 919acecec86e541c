import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import { compareText, openFindings } from '../summary.ts';
import { type Bar, barChart, severityBar, severityBars } from './chart.ts';
import { html, type Markup } from './markup.ts';

/** Four small charts: severity, share with a fix, by layer, by package type. */
export function glance(report: ScanReport): Markup {
  const open = openFindings(report);
  if (open.length === 0) return html``;
  return html`<section id="glance" aria-labelledby="glance-title"><h2 id="glance-title">At a glance</h2><div class="charts">${barChart('Findings by severity', severityBars(open))}${barChart('Can an upgrade fix it?', fixable(open))}${barChart('By package type', byType(open))}${report.inventory.layers.length > 0 ? barChart('By layer, lowest first', byLayer(report, open)) : undefined}</div></section>\n`;
}

function fixable(findings: readonly JudgedFinding[]): readonly Bar[] {
  const fixed = findings.filter(({ finding }) => finding.vulnerability.fixedVersion !== undefined);
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
  const groups = Map.groupBy(findings, ({ finding }) => finding.vulnerability.component.ecosystem);
  return [...groups]
    .sort(([a, left], [b, right]) => right.length - left.length || compareText(a, b))
    .map(([ecosystem, group]) => severityBar(ecosystem, group));
}

function byLayer(report: ScanReport, findings: readonly JudgedFinding[]): readonly Bar[] {
  const groups = Map.groupBy(findings, ({ finding }) => finding.locations[0]?.layer);
  const { layers } = report.inventory;
  const bars = layers.flatMap(({ diffId, createdBy }, index) => {
    const group = groups.get(diffId) ?? [];
    const step = createdBy === undefined ? '' : ` ${createdBy.slice(0, 60)}`;
    return group.length === 0 ? [] : [severityBar(`${index + 1}${step}`, group)];
  });
  const placed = new Set(layers.map(({ diffId }) => diffId));
  const elsewhere = [...groups].flatMap(([layer, group]) =>
    layer === undefined || !placed.has(layer) ? group : [],
  );
  return elsewhere.length === 0 ? bars : [...bars, severityBar('layer not known', elsewhere)];
}
