import type { JudgedFinding } from '#model/decision.ts';
import type { Severity } from '#model/severity.ts';
import { countSeverities, countTiers, formatCounts, severitiesWorstFirst } from '../summary.ts';
import { html, type Markup } from './markup.ts';

/** One bar: `parts` are drawn one after the other, each in the colour of its class. */
export interface Bar {
  readonly label: string;
  readonly value: string;
  readonly parts: readonly { readonly className: string; readonly count: number }[];
}

const maxBars = 12;

/** A chart of horizontal bars on one scale. Label and value stand beside each bar as text, so nothing hangs on colour. */
export function barChart(title: string, bars: readonly Bar[]): Markup {
  const shown = bars.slice(0, maxBars);
  const hidden = bars.length - shown.length;
  const longest = Math.max(1, ...bars.map(lengthOf));
  return html`<figure class="chart"><figcaption>${title}</figcaption><dl>${shown.map((bar) => barRow(bar, longest))}</dl>${hidden > 0 ? html`<p class="quiet">and ${hidden} more</p>` : undefined}</figure>`;
}

/** The bar of a set of findings, split by severity. */
export function severityBar(label: string, findings: readonly JudgedFinding[]): Bar {
  const counts = countSeverities(findings);
  return {
    label,
    value: findings.length === 0 ? 'none' : formatCounts(counts),
    parts: severitiesWorstFirst.map((severity) => ({
      className: `fill-${severity}`,
      count: counts.get(severity) ?? 0,
    })),
  };
}

/** One bar per tier, most urgent first; none where nothing was assessed. */
export function tierBars(findings: readonly JudgedFinding[]): readonly Bar[] {
  return [...countTiers(findings)].map(([tier, count]) => ({
    label: tier,
    value: `${count}`,
    parts: [{ className: `fill-${tier}`, count }],
  }));
}

/** One bar per severity that occurs. */
export function severityBars(findings: readonly JudgedFinding[]): readonly Bar[] {
  const counts = countSeverities(findings);
  return severitiesWorstFirst.map((severity: Severity) => {
    const count = counts.get(severity) ?? 0;
    return {
      label: severity,
      value: `${count}`,
      parts: [{ className: `fill-${severity}`, count }],
    };
  });
}

function barRow(bar: Bar, longest: number): Markup {
  return html`<div><dt>${bar.label}</dt><dd>${stackedBar(bar, longest)}<span>${bar.value}</span></dd></div>`;
}

/** The bar alone, on a scale that ends at `longest`. */
export function stackedBar(bar: Bar, longest: number): Markup {
  return html`<svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="1000" height="12"/>${rectangles(bar, longest)}</svg>`;
}

function rectangles(bar: Bar, longest: number): readonly Markup[] {
  let x = 0;
  return bar.parts.flatMap(({ className, count }) => {
    if (count === 0) return [];
    const width = Math.max(4, Math.round((count / longest) * 1000));
    const start = x;
    x += width;
    return [html`<rect class="${className}" x="${start}" width="${width}" height="12"/>`];
  });
}

function lengthOf(bar: Bar): number {
  return bar.parts.reduce((sum, { count }) => sum + count, 0);
}
