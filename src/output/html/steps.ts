import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { RemediationAction, RemediationPlan } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import { type FixAction, fixActions } from '../actions.ts';
import { detailOf } from '../kind/detail.ts';
import { actionFindings, actionRemarks, findingsByFingerprint, planNote } from '../plan-words.ts';
import { headline, openFindings } from '../summary.ts';
import { pathWord } from '../why.ts';
import { upgradeCommand } from './command.ts';
import { countList, tierList } from './counts.ts';
import { html, type Markup } from './markup.ts';
import { placedKinds } from './placed.ts';

const maxSteps = 8;
const maxChanges = 12;

/** The plan where there is one, else upgrades, most urgent first; then what has no fix. */
export function* firstSteps(report: ScanReport): Generator<Markup> {
  const actions = fixActions(openFindings(report));
  const upgrades = actions.filter(({ kind }) => kind === 'os' || kind === 'library');
  const unfixed = actions.filter(({ kind }) => kind === 'none');
  yield html`<section id="first" aria-labelledby="first-title"><h2 id="first-title">What to do first</h2>`;
  if (report.plan !== undefined && report.plan.actions.length > 0) {
    yield* planSteps(report.plan, report);
    yield* folded(upgrades, `${plural(upgrades.length, 'single upgrade')}`);
  } else yield* upgradeSteps(upgrades, report);
  yield* folded(unfixed, `${plural(unfixed.length, 'package')} without a fix`);
  yield html`</section>\n`;
}

function* planSteps(plan: RemediationPlan, report: ScanReport): Generator<Markup> {
  const findings = findingsByFingerprint(report);
  yield html`<p class="quiet">${planNote(plan)}; each step counts what it removes after those before it.</p><ol class="steps">`;
  for (const [index, action] of plan.actions.entries())
    yield planStep(action, index, actionFindings(action, findings));
  yield html`</ol>`;
}

function planStep(
  action: RemediationAction,
  index: number,
  removed: readonly JudgedFinding[],
): Markup {
  const remarks = actionRemarks(action);
  const { changes } = action;
  const rows = changes
    .slice(0, maxChanges)
    .map(
      ({ name, from, to, via }) =>
        html`<li><strong>${name}</strong> ${changeText(from, to)}${via === undefined ? undefined : html` <span class="quiet">via ${via}</span>`}</li>`,
    );
  const more = changes.length - rows.length;
  return html`<li${index === 0 ? html` class="first"` : undefined}><p><span class="number">${index + 1}</span> <strong>${action.title}</strong></p><p>Removes ${plural(action.removes.length, 'finding')} ${tierList(removed)}</p>${action.commands.slice(0, 8).map((command) => html`<p class="command"><code>${command}</code></p>`)}${remarks.length > 0 ? html`<p class="quiet">${remarks.join(' · ')}</p>` : undefined}${rows.length > 0 ? html`<details><summary>${plural(changes.length, 'change')}</summary><ul>${rows}${more > 0 ? html`<li>and ${more} more</li>` : undefined}</ul></details>` : undefined}</li>\n`;
}

function* upgradeSteps(upgrades: readonly FixAction[], report: ScanReport): Generator<Markup> {
  if (upgrades.length === 0) {
    yield html`<p>${openFindings(report).length === 0 ? headline(report) : placedFirst(report)}</p>`;
    return;
  }
  yield html`<ol class="steps">`;
  for (const [index, action] of upgrades.slice(0, maxSteps).entries()) yield step(action, index);
  yield html`</ol>`;
  yield* folded(upgrades.slice(maxSteps), plural(upgrades.length - maxSteps, 'more upgrade'));
}

/** Where to begin when no upgrade helps. */
function placedFirst(report: ScanReport): Markup {
  const [first] = placedKinds(report);
  if (first === undefined) return html`No finding can be settled by an upgrade.`;
  const [id, title] = first;
  return html`Nothing here is settled by an upgrade. Begin with <a href="#${id}">${title.toLowerCase()}</a>.`;
}

function step(action: FixAction, index: number): Markup {
  const worst = action.findings[0].finding;
  const { reasons } = detailOf(worst);
  const others = new Set(action.findings.map(({ finding }) => finding.rule)).size - 1;
  return html`<li${index === 0 ? html` class="first"` : undefined}><p>Upgrade <strong>${action.name}</strong> ${changeOf(action)}</p><p>Settles ${tierList(action.findings)} ${countList(action.counts)}: <code>${worst.rule}</code>${reasons.length > 0 ? html` <span class="why">${reasons.join(', ')}</span>` : undefined}${others > 0 ? ` and ${others} more` : ''}</p>${placeOf(action)}${commandOf(action)}</li>\n`;
}

function changeOf({ installed, fixed }: FixAction): Markup {
  return changeText(installed, fixed ?? '');
}

function changeText(from: string, to: string): Markup {
  return html`<span class="change"><code>${from === '' ? '(no version)' : from}</code><span class="arrow" aria-label="to">&rarr;</span><code>${to}</code></span>`;
}

function placeOf(action: FixAction): Markup {
  const items = action.kind === 'library' ? action.paths : action.packages;
  const more = items.length > 3 ? ` and ${items.length - 3} more` : '';
  const way = pathWord(action.findings[0].finding);
  return html`<p class="quiet">${action.kind === 'library' ? 'in ' : 'packages '}<code>${items.slice(0, 3).join(', ')}</code>${more}${way === undefined ? undefined : ` · ${way}`}</p>`;
}

function commandOf(action: FixAction): Markup | undefined {
  const command = upgradeCommand(action);
  return command === undefined ? undefined : html`<p class="command"><code>${command}</code></p>`;
}

function* folded(actions: readonly FixAction[], title: string): Generator<Markup> {
  if (actions.length === 0) return;
  yield html`<details><summary>${title}</summary><ul>`;
  for (const action of actions) {
    const { finding } = action.findings[0];
    const fix = action.fixed === undefined ? html`${detailOf(finding).unfixed}` : changeOf(action);
    yield html`<li><strong>${action.name}</strong> ${action.fixed === undefined ? action.installed : undefined} ${tierList(action.findings)} ${countList(action.counts)}, <code>${finding.rule}</code>, ${fix}</li>\n`;
  }
  yield html`</ul></details>`;
}
