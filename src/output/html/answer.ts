import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { type FixAction, fixActions } from '../actions.ts';
import { cleanProse } from '../clean.ts';
import {
  acceptedFindings,
  allGaps,
  dataAgeLine,
  groupGaps,
  headline,
  nothingChecked,
  openFindings,
  type SeverityCounts,
  severitiesWorstFirst,
  verdictOf,
} from '../summary.ts';
import { stateWords, urgencyReasons } from '../why.ts';
import { upgradeCommand } from './command.ts';
import { html, type Markup } from './markup.ts';

const maxSteps = 8;

/** The answer: verdict, artifact, what was found, why the verdict is what it is, what was not examined. */
export function* pageHeader(report: ScanReport, options: RenderOptions): Generator<Markup> {
  const { artifact, os } = report.inventory;
  const { verdict, reasons, policy } = report.decision;
  const style = nothingChecked(report) ? 'nothing' : verdict;
  const waived = acceptedFindings(report).length;
  yield html`<header><p><span class="verdict verdict-${style}">${verdictOf(report)}</span></p><h1>${artifact.reference}</h1>`;
  yield html`<p class="quiet"><code>${artifact.digest}</code> ${os?.title}</p>`;
  yield html`<p class="lead"><strong>${headline(report)}</strong>${waived > 0 ? html` (${waived} accepted)` : undefined}</p>`;
  yield reasons.length === 0
    ? html`<p>Policy: <code>${policy}</code></p>`
    : html`<ul>${reasons.map(({ text, rule }) => html`<li>${cleanProse(text)} <code>${rule}</code></li>`)}</ul>`;
  yield html`<p class="quiet">Advisories: ${dataAgeLine(report.database, options)}</p>`;
  yield html`<nav aria-label="Sections"><ul><li><a href="#first">What to do first</a></li><li><a href="#glance">At a glance</a></li><li><a href="#findings">Findings</a></li><li><a href="#layers">Layers</a></li><li><a href="#components">Components</a></li><li><a href="#coverage">Not examined</a></li><li><a href="#data">Data</a></li></ul></nav></header>`;
}

/** A short warning near the top when something was not examined; details stand further down. */
export function gapWarning(report: ScanReport): Markup {
  const total = allGaps(report).length;
  if (total === 0) return html``;
  const said = groupGaps(report).map(({ gaps, title }) => `${gaps.length} ${title}`);
  return html`<aside class="notice" aria-label="Not examined"><strong>${plural(total, 'thing')} could not be examined</strong> and may hide findings: ${said.join(', ')}. <a href="#coverage">What exactly</a></aside>`;
}

/** Upgrades, most urgent first, then what has no fix. */
export function* firstSteps(report: ScanReport): Generator<Markup> {
  const actions = fixActions(openFindings(report));
  const upgrades = actions.filter(({ kind }) => kind !== 'none');
  const unfixed = actions.filter(({ kind }) => kind === 'none');
  yield html`<section id="first" aria-labelledby="first-title"><h2 id="first-title">What to do first</h2>`;
  if (upgrades.length === 0)
    yield html`<p>${openFindings(report).length === 0 ? headline(report) : 'No finding can be settled by an upgrade.'}</p>`;
  else yield html`<ol class="steps">`;
  for (const [index, action] of upgrades.slice(0, maxSteps).entries()) yield step(action, index);
  if (upgrades.length > 0) yield html`</ol>`;
  yield* folded(upgrades.slice(maxSteps), plural(upgrades.length - maxSteps, 'more upgrade'));
  yield* folded(unfixed, `${plural(unfixed.length, 'package')} without a fix`);
  yield html`</section>\n`;
}

function step(action: FixAction, index: number): Markup {
  const worst = action.findings[0].finding;
  const reasons = urgencyReasons(worst.vulnerability);
  const others = new Set(action.findings.map(({ finding }) => finding.rule)).size - 1;
  return html`<li${index === 0 ? html` class="first"` : undefined}><p>Upgrade <strong>${action.name}</strong> ${changeOf(action)}</p><p>Settles ${countList(action.counts)}: <code>${worst.rule}</code>${reasons.length > 0 ? html` <span class="why">${reasons.join(', ')}</span>` : undefined}${others > 0 ? ` and ${others} more` : ''}</p>${placeOf(action)}${commandOf(action)}</li>\n`;
}

function changeOf({ installed, fixed }: FixAction): Markup {
  return html`<span class="change"><code>${installed === '' ? '(no version)' : installed}</code><span class="arrow" aria-label="to">&rarr;</span><code>${fixed}</code></span>`;
}

function placeOf(action: FixAction): Markup {
  const items = action.kind === 'library' ? action.paths : action.packages;
  const more = items.length > 3 ? ` and ${items.length - 3} more` : '';
  return html`<p class="quiet">${action.kind === 'library' ? 'in ' : 'packages '}<code>${items.slice(0, 3).join(', ')}</code>${more}</p>`;
}

function commandOf(action: FixAction): Markup | undefined {
  const command = upgradeCommand(action);
  return command === undefined ? undefined : html`<p><code>${command}</code></p>`;
}

function* folded(actions: readonly FixAction[], title: string): Generator<Markup> {
  if (actions.length === 0) return;
  yield html`<details><summary>${title}</summary><ul>`;
  for (const action of actions) {
    const { rule, vulnerability } = action.findings[0].finding;
    const fix =
      action.fixed === undefined ? html`${stateWords[vulnerability.state]}` : changeOf(action);
    yield html`<li><strong>${action.name}</strong> ${action.fixed === undefined ? action.installed : undefined} ${countList(action.counts)}, <code>${rule}</code>, ${fix}</li>\n`;
  }
  yield html`</ul></details>`;
}

/** `2 critical, 1 high`, each in its colour. */
export function countList(counts: SeverityCounts): Markup {
  const parts = severitiesWorstFirst.flatMap((severity) => {
    const count = counts.get(severity) ?? 0;
    return count === 0 ? [] : [html`<span class="sev sev-${severity}">${count} ${severity}</span>`];
  });
  return html`<span class="counts">${parts}</span>`;
}
