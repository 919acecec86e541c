import { plural } from '#kit/text.ts';
import type { NetworkMap } from '#model/network.ts';
import { html, type Markup } from '../../html/markup.ts';
import { clip, clipMiddle } from '../../width.ts';
import type { Box, Group, Layout } from './layout.ts';
import { bundlesOf, linesOf, reachOf } from './lines.ts';

/** More connections than this are drawn as bundles between namespaces. */
const maxLines = 150;
const margin = 24;

/** The picture with what it means, and the place where the script lists the neighbours of what is chosen. */
export function* picture(map: NetworkMap, layout: Layout): Generator<Markup> {
  const { width, height } = layout;
  yield html`<section id="map" aria-labelledby="map-title"><h2 id="map-title">Picture</h2><div class="tools" id="tools" hidden><label>Find a workload <input type="search" id="search" autocomplete="off"></label><span id="count" role="status"></span><span class="quiet">Choose a workload or a namespace to see its connections. Arrow keys go to the next, Enter chooses, Escape lets go; Ctrl and the wheel zoom.</span></div>\n`;
  yield html`<div class="stage"><div class="scroll"><svg id="picture" viewBox="${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}" role="group" aria-label="Namespaces with their workloads and the connections between them"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>\n`;
  const reach = reachOf(map, layout);
  const others = layout.groups.filter(({ isOutside }) => !isOutside).length - 1;
  const size = layout.boxes.length > 200 ? 24 : 14;
  for (const [at, group] of layout.groups.entries())
    yield groupShape(group, { reached: reach.get(at) ?? 0, others, size });
  yield html`<g class="edges">${edges(map, layout)}</g>\n`;
  for (const box of layout.boxes) yield boxShape(box);
  yield html`<g class="focus"></g></svg></div><div class="zoom" id="zoom" hidden><button type="button" id="nearer" aria-label="Nearer">+</button><button type="button" id="farther" aria-label="Farther">&#8722;</button><button type="button" id="whole" aria-label="Show all">all</button></div></div>\n`;
  yield html`<div id="panel" hidden><h3 id="chosen" aria-live="polite"></h3><div class="panel"><div class="card"><h4>may be reached by</h4><ul id="incoming"></ul></div><div class="card"><h4>may reach</h4><ul id="outgoing"></ul></div></div></div>\n`;
  yield legend(map);
  yield html`</section>\n`;
}

interface Openness {
  /** Other namespaces that may reach something here, and how many there are. */
  readonly reached: number;
  readonly others: number;
  readonly size: number;
}

function groupShape(group: Group, { reached, others, size }: Openness): Markup {
  const { name, x, y, width, height, count, isOutside } = group;
  const note = isOutside ? '' : reachWords(reached, others);
  const words = isOutside ? name : `${name}: ${plural(count, 'workload')}, ${note}`;
  const kind = isOutside ? 'ns-outside' : `open-${heat(reached, others)}`;
  const room = width - 20;
  const label = clipMiddle(isOutside ? 'outside' : name, Math.floor(room / (size * 0.6)));
  const small = Math.max(10, Math.round(size * 0.68));
  const below = html`<text class="ns-note" font-size="${small}" x="${x + 10}" y="${y + 20 + small}">${clip(note, Math.floor(room / (small * 0.52)))}</text>`;
  return html`<g class="group" role="img" aria-label="${words}"><title>${words}</title><rect class="ns ${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="ns-name" font-size="${size}" x="${x + 10}" y="${y + 18}">${label}</text>${note === '' ? undefined : below}</g>\n`;
}

function reachWords(reached: number, others: number): string {
  if (others <= 0) return 'the only namespace';
  if (reached === 0) return 'closed to others';
  return reached >= others ? 'open to all others' : `open to ${reached} of ${others} others`;
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
  const words = `${id}${isExposed ? ', can be reached from outside' : ''}`;
  return html`<g class="box${isExposed ? ' exposed' : ''}" role="img" aria-label="${words}"><title>${words}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text x="${x + 8}" y="${y + 15}">${clipMiddle(label, isExposed ? 18 : 20)}</text><text class="note" x="${x + 8}" y="${y + 28}">${note}</text>${mark}</g>\n`;
}

function edges(map: NetworkMap, layout: Layout): readonly Markup[] {
  if (map.connections.length <= maxLines)
    return linesOf(map, layout).map((path) => html`<path d="${path}" marker-end="url(#tip)"/>`);
  return bundlesOf(map, layout).map(
    ({ path, count, isEntry }) =>
      html`<path d="${path}" class="${isEntry ? 'entry' : ''}" stroke-width="${Math.min(10, 1 + Math.log2(count + 1)).toFixed(1)}" marker-end="url(#tip)"><title>${count}</title></path>`,
  );
}

/** Every colour with the sign that says the same. */
function legend({ connections }: NetworkMap): Markup {
  const thick =
    connections.length > maxLines ? html`<li>thick lines: many connections</li>` : undefined;
  return html`<ul class="legend" aria-label="Legend"><li><svg viewBox="0 0 34 10" aria-hidden="true"><g class="focus"><path class="out" d="M0 5H34"/></g></svg>may reach (of what is chosen)</li><li><svg viewBox="0 0 34 10" aria-hidden="true"><g class="focus"><path class="in" d="M0 5H34"/></g></svg>may be reached by</li><li><span class="why">&#9650;</span> can be reached from outside the cluster</li><li><span class="key open-0"></span>closed to other namespaces</li><li><span class="key open-1"></span>open to some</li><li><span class="key open-2"></span>open to many</li><li><span class="key open-3"></span>open to all</li>${thick}</ul>\n`;
}
