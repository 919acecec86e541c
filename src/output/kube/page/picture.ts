import type { NetworkMap } from '#model/network.ts';
import { html, type Markup } from '../../html/markup.ts';
import { clip } from '../../width.ts';
import type { Box, Group, Layout } from './layout.ts';
import { bundlesOf, linesOf, reachOf } from './lines.ts';

/** More connections than this are drawn as bundles between namespaces. */
const maxLines = 150;
const margin = 24;

/** The picture with what it means, and the place where the script lists the neighbours of what is chosen. */
export function* picture(map: NetworkMap, layout: Layout): Generator<Markup> {
  const { width, height } = layout;
  yield html`<section id="map"><h2>Picture</h2><div class="tools" id="tools" hidden><label>Find a workload <input type="search" id="search" autocomplete="off"></label><span id="count" role="status"></span><span class="quiet">Choose a workload or a namespace to see its connections; Escape lets go.</span></div>\n`;
  yield html`<div class="stage"><svg id="picture" viewBox="${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}" role="group" aria-label="Namespaces with their workloads and the connections between them"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>\n`;
  const reach = reachOf(map, layout);
  const others = layout.groups.filter(({ isOutside }) => !isOutside).length - 1;
  const size = layout.boxes.length > 200 ? 24 : 14;
  for (const [at, group] of layout.groups.entries())
    yield groupShape(group, { reached: reach.get(at) ?? 0, others, size });
  yield html`<g class="edges">${edges(map, layout)}</g>\n`;
  for (const box of layout.boxes) yield boxShape(box);
  yield html`<g class="focus"></g></svg><div class="zoom" id="zoom" hidden><button type="button" id="nearer" aria-label="nearer">+</button><button type="button" id="farther" aria-label="farther">&#8722;</button><button type="button" id="whole">all</button></div></div>\n`;
  yield legend();
  yield html`<div id="panel" hidden><h3 id="chosen" aria-live="polite"></h3><div class="panel"><div class="card"><h3>may be reached by</h3><ul id="incoming"></ul></div><div class="card"><h3>may reach</h3><ul id="outgoing"></ul></div></div></div></section>\n`;
}

interface Openness {
  /** Other namespaces that may reach something here, and how many there are. */
  readonly reached: number;
  readonly others: number;
  readonly size: number;
}

function groupShape(group: Group, { reached, others, size }: Openness): Markup {
  const { name, x, y, width, height, count, isOutside } = group;
  const words = isOutside
    ? name
    : `${name}: ${count} workloads, reached by ${reached} of ${others} other namespaces`;
  const kind = isOutside ? 'ns-outside' : `open-${heat(reached, others)}`;
  const label = clip(name, Math.floor(width / (size * 0.62)));
  return html`<g class="group" tabindex="0" role="button" aria-pressed="false" aria-label="${words}"><title>${words}</title><rect class="ns ${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="ns-name" font-size="${size}" x="${x + 10}" y="${y + 19}">${label}</text></g>\n`;
}

function heat(reached: number, others: number): number {
  if (reached === 0 || others <= 0) return 0;
  if (reached >= others) return 3;
  return reached / others > 0.34 ? 2 : 1;
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
  return html`<ul class="legend"><li><svg viewBox="0 0 34 10" aria-hidden="true"><g class="focus"><path class="out" d="M0 5H34"/></g></svg>may reach</li><li><svg viewBox="0 0 34 10" aria-hidden="true"><g class="focus"><path class="in" d="M0 5H34"/></g></svg>may be reached by</li><li><span class="why">&#9650; red frame</span>: can be reached from outside the cluster</li><li><span class="key open-0"></span>no other namespace gets in</li><li><span class="key open-1"></span>some</li><li><span class="key open-2"></span>many</li><li><span class="key open-3"></span>all of them do</li><li>thick lines: many connections</li></ul>\n`;
}
