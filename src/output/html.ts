import type { Output, RenderOptions } from '#contract/output.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { ScanReport } from '#model/report.ts';
import { gapWarning, pageHeader } from './html/answer.ts';
import { clusterStyle } from './html/cluster/style.ts';
import { clusterSections } from './html/cluster.ts';
import { efficiencyCard } from './html/efficiency.ts';
import { findingTable } from './html/findings.ts';
import { glance } from './html/glance.ts';
import { componentTable, coverage, dataFacts } from './html/inventory.ts';
import { layerTable } from './html/layers.ts';
import { licenceTable } from './html/licences.ts';
import { html, type Markup, raw } from './html/markup.ts';
import { placedSections } from './html/placed.ts';
import { proofTable } from './html/proofs.ts';
import { script } from './html/script.ts';
import { firstSteps } from './html/steps.ts';
import { style } from './html/style.ts';
import { compareUrgency } from './order.ts';
import { verdictOf } from './summary.ts';

/** One self-contained page: no requests, a strict content security policy, complete without scripts. */
export const htmlOutput: Output = {
  kind: 'output',
  id: 'html',
  revision: 2,
  title: 'one self-contained HTML page',
  mediaType: 'text/html; charset=utf-8',
  extension: 'html',
  *render(report, options) {
    for (const { markup } of page(report, options)) yield markup;
  },
};

/** Rows of the table of findings on a page about a cluster. */
const maxClusterRows = 3000;

/** CSP Level 3: nothing loads, and only our own style and script run, by their hash. */
function policyFor(css: string): string {
  return [
    "default-src 'none'",
    `style-src '${integrity(css)}'`,
    `script-src '${integrity(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function* page(report: ScanReport, options: RenderOptions): Generator<Markup> {
  const { reference } = report.inventory.artifact;
  const css = report.posture === undefined ? style : `${style}${clusterStyle}`;
  yield html`<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyFor(css)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>${verdictOf(report)}: ${reference}</title><style>${raw(css)}</style></head>\n<body><a class="skip" href="#first">Skip to what to do first</a>\n`;
  yield* pageHeader(report, options);
  yield html`<main>${gapWarning(report)}\n`;
  if (report.posture === undefined) yield* softwareSections(report, options);
  else {
    yield* clusterSections(report);
    if (report.findings.length > maxClusterRows)
      yield html`<aside class="notice" aria-label="Left out">The table below has the ${maxClusterRows.toLocaleString('en')} most urgent of ${report.findings.length.toLocaleString('en')} findings; <code>-o csv</code> and <code>-o json</code> have all.</aside>\n`;
    yield* findingTable(mostUrgent(report));
    yield* coverage(report);
  }
  yield html`</main><footer><p>caisson ${report.tool.version}${options.reproducible ? undefined : html`, scanned ${report.startedAt}`}. This page is self-contained: it loads nothing.</p></footer>\n<script>${raw(script)}</script></body></html>\n`;
}

/** Clusters have tens of thousands of findings, which no browser likes in one table; the sections above count all of them. */
function mostUrgent(report: ScanReport): ScanReport {
  if (report.findings.length <= maxClusterRows) return report;
  return { ...report, findings: report.findings.toSorted(compareUrgency).slice(0, maxClusterRows) };
}

function* softwareSections(report: ScanReport, options: RenderOptions): Generator<Markup> {
  yield* firstSteps(report);
  yield glance(report);
  yield* placedSections(report);
  yield* findingTable(report);
  yield* layerTable(report);
  yield* efficiencyCard(report);
  yield* proofTable(report);
  yield* licenceTable(report);
  yield* componentTable(report);
  yield* coverage(report);
  yield* dataFacts(report, options);
}

function integrity(text: string): string {
  return `sha256-${Buffer.from(sha256Hex(text), 'hex').toString('base64')}`;
}
