import type { NetworkMap } from '#model/network.ts';
import { html, type Markup } from '../../html/markup.ts';
import { clip } from '../../width.ts';
import type { Box, Group, Layout } from './layout.ts';
import { bundlesOf, linesOf } from './lines.ts';

/** More connections than this are drawn as bundles between namespaces. */
const maxLines = 150;
const margin = 24;

/** The picture with what it means, and the place where the script lists the neighbours of what is chosen. */
export function* picture(map: NetworkMap, layout: Layout): Generator<Markup> {
  const { width, height } = layout;
  yield html`<section id="map"><h2>Picture</h2><div class="tools" id="tools" hidden><label>Find a workload <input type="search" id="search" autocomplete="off"></label><span id="count" role="status"></span><span class="quiet">Choose a workload to see its connections; Escape lets go.</span></div>\n`;
  yield html`<div class="stage"><svg id="picture" viewBox="${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}" role="group" aria-label="Namespaces with their workloads and the connections between them"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>\n`;
  for (const group of layout.groups) yield groupShape(group);
  yield html`<g class="edges">${edges(map, layout)}</g>\n`;
  for (const box of layout.boxes) yield boxShape(box);
  yield html`<g class="focus"></g></svg><div class="zoom" id="zoom" hidden><button type="button" id="nearer" aria-label="nearer">+</button><button type="button" id="farther" aria-label="farther">&#8722;</button><button type="button" id="whole">all</button></div></div>\n`;
  yield legend();
  yield html`<div id="panel" hidden><h3 id="chosen" aria-live="polite"></h3><div class="panel"><div class="card"><h3>may be reached by</h3><ul id="incoming"></ul></div><div class="card"><h3>may reach</h3><ul id="outgoing"></ul></div></div></div></section>\n`;
}

function groupShape({ name, x, y, width, height, count, isOutside }: Group): Markup {
  return html`<g><rect class="ns${isOutside ? ' ns-outside' : ''}" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="ns-name" x="${x + 10}" y="${y + 18}">${clip(name, Math.floor(width / 8.6))}<title>${name}: ${count}</title></text></g>\n`;
}

function boxShape({ id, label, note, x, y, width, height, isExposed }: Box): Markup {
  const mark = isExposed
    ? html`<text class="mark" x="${x + width - 14}" y="${y + 14}" aria-hidden="true">&#9650;</text>`
    : undefined;
  const exposed = isExposed ? ', can be reached from outside' : '';
  return html`<g class="box${isExposed ? ' exposed' : ''}" tabindex="0" role="button" aria-pressed="false" aria-label="${id}${exposed}"><title>${id}${exposed}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text x="${x + 8}" y="${y + (note === '' ? 21 : 15)}">${clip(label, 20)}</text>${note === '' ? undefined : html`<text class="note" x="${x + 8}" y="${y + 28}">${note}</text>`}${mark}</g>\n`;
}

function edges(map: NetworkMap, layout: Layout): readonly Markup[] {
  if (map.connections.length <= maxLines)
    return linesOf(map, layout).map((path) => html`<path d="${path}" marker-end="url(#tip)"/>`);
  return bundlesOf(map, layout).map(
    ({ path, count, isEntry }) =>
      html`<path d="${path}" class="${isEntry ? 'entry' : ''}" stroke-width="${Math.min(10, 1 + Math.log2(count + 1)).toFixed(1)}" marker-end="url(#tip)"><title>${count}</title></path>`,
  );
}

function legend(): Markup {
  return html`<ul class="legend"><li><svg viewBox="0 0 34 10" aria-hidden="true"><g class="focus"><path class="out" d="M0 5H34"/></g></svg>may reach</li><li><svg viewBox="0 0 34 10" aria-hidden="true"><g class="focus"><path class="in" d="M0 5H34"/></g></svg>may be reached by</li><li><span class="why">&#9650; red frame</span>: can be reached from outside the cluster</li><li>thick lines: many connections between two namespaces</li></ul>\n`;
}
