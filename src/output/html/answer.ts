import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { cleanProse } from '../clean.ts';
import { baseSentence, glanceParts, supportSentences } from '../glance.ts';
import {
  acceptedFindings,
  allGaps,
  dataAgeLine,
  excusedFindings,
  groupGaps,
  headline,
  nothingChecked,
  verdictOf,
} from '../summary.ts';
import { clusterLinks } from './cluster.ts';
import { html, type Markup } from './markup.ts';
import { placedKinds } from './placed.ts';

/** The answer: verdict, artifact, what was found, why the verdict is what it is, what was not examined. */
export function* pageHeader(report: ScanReport, options: RenderOptions): Generator<Markup> {
  const { artifact, os } = report.inventory;
  const { verdict, reasons, policy } = report.decision;
  const style = nothingChecked(report) ? 'nothing' : verdict;
  yield html`<header><p><span class="verdict verdict-${style}">${verdictOf(report)}</span></p><h1>${artifact.reference}</h1>`;
  yield html`<p class="quiet"><code>${artifact.digest}</code> ${os?.title}</p>`;
  yield html`<p class="lead"><strong>${headline(report)}</strong></p>`;
  yield tierChips(report);
  const base = baseSentence(report, options);
  if (base !== undefined) yield html`<p>${base}</p>`;
  for (const text of supportSentences(report)) yield html`<p class="support">${text}</p>`;
  yield reasons.length === 0
    ? html`<p>Policy: <code>${policy}</code></p>`
    : html`<ul>${reasons.map(({ text, rule }) => html`<li>${cleanProse(text)} <code>${rule}</code></li>`)}</ul>`;
  if (report.posture === undefined)
    yield html`<p class="quiet">Advisories: ${dataAgeLine(report.database, options)}</p>`;
  yield navigation(report);
}

/** Counts per tier as large numbers, then what stands out and what is not counted. */
function tierChips(report: ScanReport): Markup {
  const { tiers, remarks } = glanceParts(report);
  const waived = acceptedFindings(report).length;
  const excused = excusedFindings(report).length;
  const quiet = [
    ...(excused === 0 ? [] : [`${excused} excused with evidence`]),
    ...(waived === 0 ? [] : [`${waived} accepted`]),
  ];
  const chips = tiers.map(
    ({ tier, count }) =>
      html`<li class="chip tier-${tier}"><b>${count}</b> <span>${tier}</span></li>`,
  );
  const loud = remarks.map((text) => html`<li class="chip remark">${text}</li>`);
  const rest = quiet.map((text) => html`<li class="chip aside">${text}</li>`);
  if (chips.length + loud.length + rest.length === 0) return html``;
  return html`<ul class="chips" aria-label="Findings by risk">${chips}${loud}${rest}</ul>`;
}

function navigation(report: ScanReport): Markup {
  const links = report.posture === undefined ? linksOf(report) : clusterLinks(report);
  return html`<nav aria-label="Sections"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav></header>`;
}

function linksOf(report: ScanReport): readonly (readonly string[])[] {
  return [
    ['first', 'What to do first'],
    ['glance', 'At a glance'],
    ...placedKinds(report),
    ['findings', 'Findings'],
    ['layers', 'Layers'],
    ...(report.inventory.files?.efficiency === undefined ? [] : [['efficiency', 'Efficiency']]),
    ...(excusedFindings(report).length > 0 ? [['proofs', 'Excused']] : []),
    ['licences', 'Licences'],
    ['components', 'Components'],
    ['coverage', 'Not examined'],
    ['data', 'Data'],
  ];
}

/** A short warning near the top when something was not examined; details stand further down. */
export function gapWarning(report: ScanReport): Markup {
  const total = allGaps(report).length;
  if (total === 0) return html``;
  const said = groupGaps(report).map(({ gaps, title }) => `${gaps.length} ${title}`);
  return html`<aside class="notice" aria-label="Not examined"><strong>${plural(total, 'thing')} could not be examined</strong> and may hide findings: ${said.join(', ')}. <a href="#coverage">What exactly</a></aside>`;
}
