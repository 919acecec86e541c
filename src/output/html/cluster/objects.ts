import { plural } from '#kit/text.ts';
import type { FaultFinding } from '#model/finding.ts';
import { cleanProse } from '../../clean.ts';
import { placeText } from '../../kind/place.ts';
import { fieldOf, objectName } from '../../kube/object-words.ts';
import type { ObjectGroup } from '../../kube/scan/object-groups.ts';
import { type SeverityCounts, severitiesWorstFirst } from '../../summary.ts';
import { countList } from '../counts.ts';
import { html, type Markup } from '../markup.ts';
import { fieldPatch, prose } from './prose.ts';
import { levelOf, scoreBar } from './score.ts';

const maxGroups = 100;
const maxFindings = 60;
const maxAlike = 40;
const maxOpen = 2;

/** Objects with what is wrong with them, folded; those that agree in all are told once. */
export function* objectList(
  { id, title, note }: { readonly id: string; readonly title: string; readonly note: string },
  groups: readonly ObjectGroup[],
): Generator<Markup> {
  if (groups.length === 0) return;
  yield html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="quiet">${note}</p>`;
  for (const [at, group] of groups.slice(0, maxGroups).entries()) yield objectPart(group, at);
  if (groups.length > maxGroups)
    yield html`<p>and ${groups.length - maxGroups} more in the <a href="#findings">table of findings</a></p>`;
  yield html`</section>\n`;
}

function objectPart({ objects, score, findings }: ObjectGroup, at: number): Markup {
  const [first, ...alike] = objects;
  const isOpen = at < maxOpen && score !== undefined;
  const name = objectName(first);
  const more = alike.length === 0 ? '' : ` and ${alike.length} like it`;
  const number =
    score === undefined
      ? undefined
      : html`<b class="score-${levelOf(score)}">${Math.round(score)}</b><span class="unit"> of 100 </span>`;
  const rows = findings.slice(0, maxFindings).map(row);
  const hidden = findings.length - rows.length;
  return html`<details class="card object"${isOpen ? html` open` : undefined}><summary>${number}<strong>${name}</strong>${more} ${countList(countsOf(findings))}</summary>${score === undefined ? undefined : scoreBar(score)}${alikeList(alike)}<table><caption>${plural(findings.length, 'finding')} of ${name}</caption><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Change</th></tr></thead><tbody>${rows}</tbody></table>${hidden > 0 ? html`<p>and ${hidden} more in the <a href="#findings">table of findings</a></p>` : undefined}</details>\n`;
}

function alikeList(alike: readonly ObjectGroup['objects'][number][]): Markup | undefined {
  if (alike.length === 0) return undefined;
  const shown = alike.slice(0, maxAlike).map(objectName).join(', ');
  const more = alike.length > maxAlike ? ` and ${alike.length - maxAlike} more` : '';
  return html`<p class="quiet">The same in ${shown}${more}.</p>`;
}

function row({ severity, rule, fault }: FaultFinding): Markup {
  const [fix] = fault.fixes ?? [];
  const field = fieldOf(fault);
  const change = fix === undefined ? prose(fault.remediation, 500) : fieldPatch(fix, field);
  return html`<tr><td data-label="Severity"><span class="sev sev-${severity}">${severity}</span></td><td data-label="What">${cleanProse(fault.message, 500)} <code>${rule}</code></td><td data-label="Where"><code>${placeText(fault.locations[0])}</code>${field === '' ? undefined : html`<span class="place">${field}</span>`}</td><td data-label="Change">${change}</td></tr>\n`;
}

function countsOf(findings: readonly FaultFinding[]): SeverityCounts {
  const counts = Map.groupBy(findings, ({ severity }) => severity);
  return new Map(severitiesWorstFirst.map((each) => [each, counts.get(each)?.length ?? 0]));
}
