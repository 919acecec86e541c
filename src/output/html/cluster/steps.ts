import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { FaultFinding } from '#model/finding.ts';
import type { FixStep, PostureSummary } from '#model/posture.ts';
import { cleanProse } from '../../clean.ts';
import { placeText } from '../../kind/place.ts';
import { fieldOf, objectName } from '../../kube/object-words.ts';
import { stepEffect } from '../../kube/scan/step-words.ts';
import { html, type Markup } from '../markup.ts';
import { fieldPatch, prose } from './prose.ts';

const maxSteps = 12;
const maxPlaces = 20;

/** What raises the score most: the change as an order, who has it, why it matters, and the patches folded below. */
export function* clusterSteps(
  { first }: PostureSummary,
  open: readonly JudgedFinding[],
): Generator<Markup> {
  yield html`<section id="first" aria-labelledby="first-title"><h2 id="first-title">What to do first</h2>`;
  if (first.length === 0) {
    yield html`<p>Nothing is open.</p></section>\n`;
    return;
  }
  const byRule = Map.groupBy(
    open.flatMap(({ finding }) => ('fault' in finding ? [finding] : [])),
    ({ rule }) => rule,
  );
  yield html`<p class="quiet">What raises the score most comes first; patches are applied by <code>caisson fix</code>.</p><ol class="steps">`;
  for (const [at, step] of first.slice(0, maxSteps).entries())
    yield stepCard(step, at, byRule.get(step.rule) ?? []);
  yield html`</ol></section>\n`;
}

function stepCard(step: FixStep, at: number, findings: readonly FaultFinding[]): Markup {
  const { severity, title, rule, action } = step;
  const why = findings[0]?.fault.rationale;
  return html`<li${at === 0 ? html` class="first"` : undefined}><p><span class="number">${at + 1}</span> <strong>${cleanProse(title, 300)}</strong></p><p><span class="sev sev-${severity}">${severity}</span> <code>${rule}</code></p><p>${prose(action, 500)}</p><p class="quiet">${stepEffect(step)}</p>${why === undefined ? undefined : html`<p>${prose(why)}</p>`}${places(findings)}</li>\n`;
}

function places(findings: readonly FaultFinding[]): Markup | undefined {
  if (findings.length === 0) return undefined;
  const patched = findings.filter(({ fault }) => fault.fixes !== undefined).length;
  const shown = findings.slice(0, maxPlaces).map(placeItem);
  const more = findings.length - shown.length;
  const patches = patched === 0 ? '' : `, ${plural(patched, 'patch', 'patches')}`;
  return html`<details><summary>${plural(findings.length, 'place')}${patches}</summary><ul class="places">${shown}${more > 0 ? html`<li>and ${more} more in the <a href="#findings">table of findings</a></li>` : undefined}</ul></details>`;
}

function placeItem({ fault }: FaultFinding): Markup {
  const [place] = fault.locations;
  const field = fieldOf(fault);
  const [fix] = fault.fixes ?? [];
  return html`<li>${fault.object === undefined ? undefined : html`<strong>${objectName(fault.object)}</strong> `}<code>${placeText(place)}</code>${field === '' ? undefined : html`<span class="place">${field}</span>`}${fix === undefined ? undefined : fieldPatch(fix, field)}</li>`;
}
