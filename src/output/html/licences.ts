import { plural } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { ScanReport } from '#model/report.ts';
import { compareText, openFindings } from '../summary.ts';
import { html, type Markup } from './markup.ts';

const maxNames = 12;

/** Licences with the components under each, most used first; those that the policy refuses are marked. */
export function* licenceTable(report: ScanReport): Generator<Markup> {
  const { components } = report.inventory;
  const groups = Map.groupBy(components.flatMap(stated), ([licence]) => licence);
  const refused = new Set(
    openFindings(report).flatMap(({ finding }) =>
      finding.kind === 'license' ? finding.license.component.id : [],
    ),
  );
  const silent = components.filter(({ licenses }) => (licenses ?? []).length === 0).length;
  yield html`<section id="licences" aria-labelledby="licences-title"><h2 id="licences-title">Licences</h2>`;
  if (groups.size === 0) {
    yield html`<p>No component states a licence.</p></section>\n`;
    return;
  }
  yield html`<details${refused.size > 0 ? html` open=""` : undefined}><summary>${plural(groups.size, 'licence')}; ${plural(silent, 'component')} without one${refused.size > 0 ? `; ${plural(refused.size, 'component')} not allowed by the policy` : ''}</summary><table><caption>What the packages state</caption><thead><tr><th scope="col">Licence</th><th scope="col" class="num">Components</th><th scope="col">Which</th></tr></thead><tbody>\n`;
  const sorted = [...groups].sort(
    ([a, left], [b, right]) => right.length - left.length || compareText(a, b),
  );
  for (const [licence, of] of sorted) {
    const bad = of.filter(([, { id }]) => refused.has(id));
    const first = [...bad, ...of.filter(([, { id }]) => !refused.has(id))];
    const names = first.slice(0, maxNames).map(([, { name }]) => name);
    const more = of.length > names.length ? ` and ${of.length - names.length} more` : '';
    yield html`<tr><td><code>${licence}</code>${bad.length > 0 ? html` <span class="tag why">${bad.length} not allowed</span>` : undefined}</td><td data-label="Components" class="num">${of.length}</td><td data-label="Which">${names.join(', ')}${more}</td></tr>\n`;
  }
  yield html`</tbody></table></details></section>\n`;
}

function stated(component: Component): readonly (readonly [string, Component])[] {
  const texts = (component.licenses ?? []).flatMap(
    ({ expression, raw }) => expression ?? raw ?? [],
  );
  return [...new Set(texts.filter((text) => text !== ''))].map((text) => [text, component]);
}
