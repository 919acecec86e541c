import { plural } from '#kit/text.ts';
import type { NamespaceScore, PostureChange, PostureSummary } from '#model/posture.ts';
import { cleanProse } from '../../clean.ts';
import { changeWords } from '../../kube/scan/step-words.ts';
import { type SeverityCounts, severitiesWorstFirst } from '../../summary.ts';
import { countList } from '../counts.ts';
import { html, type Markup } from '../markup.ts';

const maxNamespaces = 200;
const maxChecks = 6;

/** How the cluster stands: the score as a number and a bar, what is open, and what changed. */
export function* scoreCard(posture: PostureSummary): Generator<Markup> {
  const { score, counts, workloads, change } = posture;
  const accepted = counts.excepted === 0 ? '' : `, ${counts.excepted} accepted`;
  yield html`<section id="posture" aria-labelledby="posture-title"><h2 id="posture-title">Posture</h2><div class="card posture"><p class="score"><b class="score-${levelOf(score)}">${Math.round(score)}</b> of 100</p><div>${scoreBar(score)}<p>${plural(counts.open, 'finding')}${accepted} in ${plural(workloads.length, 'workload')} ${countList(severityCounts(counts.bySeverity))}</p>${change === undefined ? undefined : changePart(change)}</div></div></section>\n`;
}

function severityCounts(counts: PostureSummary['counts']['bySeverity']): SeverityCounts {
  return new Map(severitiesWorstFirst.map((severity) => [severity, counts[severity]]));
}

/** A bar from 0 to 100; the number always stands beside it. */
export function scoreBar(score: number): Markup {
  const width = Math.max(1, Math.min(100, score)).toFixed(1);
  return html`<svg class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="4"/><rect class="level-${levelOf(score)}" width="${width}" height="4"/></svg>`;
}

/** As in the terminal: 80 and more is good, less than 50 bad. */
export function levelOf(score: number): 'good' | 'fair' | 'poor' {
  if (score >= 80) return 'good';
  return score >= 50 ? 'fair' : 'poor';
}

function changePart(change: PostureChange): Markup {
  const { verdict, detail } = changeWords(change);
  const checks = change.checks
    .slice(0, maxChecks)
    .map(
      ({ opened, closed, title, rule }) =>
        html`<li>${[...(opened > 0 ? [`+${opened}`] : []), ...(closed > 0 ? [`−${closed}`] : [])].join(' ')} ${cleanProse(title, 200)} <code>${rule}</code></li>`,
    );
  const name = change.direction === 'worse' ? 'why' : 'better';
  return html`<p><strong class="${name}">${verdict}</strong>, ${detail}</p>${checks.length === 0 ? undefined : html`<ul class="facts">${checks}</ul>`}`;
}

/** A row for each namespace: its score, what it holds and what costs most. */
export function* namespaceTable({ namespaces, change }: PostureSummary): Generator<Markup> {
  if (namespaces.length === 0) return;
  const before = new Map(change?.namespaces.map((one) => [one.namespace, one.before]));
  const shown = namespaces.slice(0, maxNamespaces);
  const more = namespaces.length - shown.length;
  yield html`<section id="namespaces" aria-labelledby="namespaces-title"><h2 id="namespaces-title">Namespaces</h2><table class="scores"><caption>Lowest score first${more > 0 ? `; ${more} more are left out` : ''}</caption><thead><tr><th scope="col">Namespace</th><th scope="col">Score</th><th scope="col" class="num">Workloads</th><th scope="col" class="num">Findings</th><th scope="col">What costs most</th></tr></thead><tbody>\n`;
  for (const one of shown) yield namespaceRow(one, before.get(one.namespace));
  yield html`</tbody></table></section>\n`;
}

function namespaceRow(one: NamespaceScore, before: number | undefined): Markup {
  const { namespace, score, workloads, counts, costs } = one;
  const name = namespace === undefined ? html`(whole cluster)` : html`<code>${namespace}</code>`;
  const was =
    before === undefined ? undefined : html` <span class="quiet">was ${Math.round(before)}</span>`;
  const [first] = costs;
  return html`<tr><th scope="row">${name}</th><td data-label="Score"><b>${Math.round(score)}</b>${was}${scoreBar(score)}</td><td class="num" data-label="Workloads">${workloads}</td><td class="num" data-label="Findings">${counts.open}</td><td data-label="What costs most">${first === undefined ? undefined : html`${cleanProse(first.title, 200)} <code>${first.rule}</code>`}</td></tr>\n`;
}
