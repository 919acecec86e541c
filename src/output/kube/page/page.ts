import type { RenderOptions } from '#contract/output.ts';
import { sha256Hex } from '#kit/hash.ts';
import { plural } from '#kit/text.ts';
import type { NetworkMap, NetworkPeer } from '#model/network.ts';
import { html, type Markup, raw } from '../../html/markup.ts';
import { style } from '../../html/style.ts';
import { viaWord } from '../network-words.ts';
import { peerWord, portsWord } from '../ports.ts';
import { type Layout, layoutOf } from './layout.ts';
import { hasMatrix, matrix } from './matrix.ts';
import { picture } from './picture.ts';
import { networkScript } from './script.ts';
import { networkStyle } from './style.ts';

const css = `${style}${networkStyle}`;
/** Rows of the list; the picture and the table of namespaces hold everything. */
const maxRows = 2000;

/** CSP Level 3: nothing loads, and only our own style and script run, by their hash. */
const policy = [
  "default-src 'none'",
  `style-src '${integrity(css)}'`,
  `script-src '${integrity(networkScript)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The map as one self-contained page: a picture to choose in, a table of namespaces, a list. Up to 1,000 workloads it stays readable:
 * without a choice only bundles between namespaces are drawn.
 */
export function* networkPage(map: NetworkMap, options: RenderOptions): Generator<string> {
  for (const { markup } of parts(map, options)) yield markup;
}

function* parts(map: NetworkMap, options: RenderOptions): Generator<Markup> {
  const layout = layoutOf(map);
  const { workloads, policies, allowedPairs, possiblePairs } = map.statistics;
  const share =
    possiblePairs === 0 ? '' : ` (${Math.round((100 * allowedPairs) / possiblePairs)} %)`;
  const exposed = layout.boxes.filter(({ isExposed }) => isExposed).length;
  yield html`<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>Who may talk to whom</title><style>${raw(css)}</style></head>\n<body><a class="skip" href="#list">Skip to the list</a>\n`;
  yield html`<header><h1>Who may talk to whom</h1><p class="lead">${allowedPairs.toLocaleString('en')} ${allowedPairs === 1 ? 'pair' : 'pairs'} of ${plural(workloads, 'workload')} may talk${share}; ${plural(policies, 'policy', 'policies')}; ${exposed === 0 ? 'nothing can be reached from outside' : html`<strong class="remark">${plural(exposed, 'workload')} can be reached from outside</strong>`}.</p>`;
  const links = [
    ['map', 'Picture'],
    ...(hasMatrix(map) ? [['namespaces', 'Namespaces']] : []),
    ['list', 'List'],
  ];
  yield html`<nav aria-label="Parts of this page"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav></header>\n<main>`;
  yield* notes(map);
  yield* workloads === 0 && map.peers.length === 0 ? nothing() : picture(map, layout);
  if (hasMatrix(map)) yield* matrix(map);
  yield* list(map);
  yield html`</main><footer><p>Computed from policies as Kubernetes defines them; whether the network plug-in enforces them was not tested.${options.reproducible ? undefined : html` ${options.now.slice(0, 10)}.`} This page is self-contained: it loads nothing.</p></footer>\n`;
  yield html`<script type="application/json" id="data">${raw(dataOf(map, layout))}</script><script>${raw(networkScript)}</script></body></html>\n`;
}

function* nothing(): Generator<Markup> {
  yield html`<section id="map" aria-labelledby="map-title"><h2 id="map-title">Picture</h2><p>There is no workload, so there is nothing to draw.</p></section>\n`;
}

function* notes({ gaps, notices, statistics }: NetworkMap): Generator<Markup> {
  const lines = [
    ...gaps.map(({ location, detail }) => `${location.path}: ${detail}`),
    ...notices.map(({ text }) => text),
    ...(statistics.leftOut > 0
      ? [`${statistics.leftOut} connections are left out: ask for one namespace`]
      : []),
  ].slice(0, 30);
  if (lines.length === 0) return;
  yield html`<section class="notice" aria-labelledby="notes-title"><h2 id="notes-title">To be known</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>\n`;
}

function* list({ peers, connections }: NetworkMap): Generator<Markup> {
  const names = new Map(peers.map((peer) => [peer.id, peer]));
  const shown = connections.slice(0, maxRows);
  yield html`<section id="list" aria-labelledby="list-title"><h2 id="list-title">All connections</h2><table><caption>${connections.length > shown.length ? `The first ${shown.length} of ${connections.length}` : plural(connections.length, 'connection')}</caption><thead><tr><th scope="col">from</th><th scope="col">to</th><th scope="col">ports</th><th scope="col">by way of</th></tr></thead><tbody>`;
  for (const one of shown)
    yield html`<tr><td data-label="from">${peerWord(names.get(one.source), one.source)}</td><td data-label="to">${peerWord(names.get(one.target), one.target)}</td><td data-label="ports">${portsWord(one.ports)}</td><td data-label="by way of">${viaWord(one)}</td></tr>\n`;
  yield html`</tbody></table></section>\n`;
}

/** What the script draws from, small: places by number, and for each source its targets with the numbers of their ports. */
function dataOf({ peers, connections }: NetworkMap, { boxes, groups }: Layout): string {
  const byId = new Map<string, NetworkPeer>(peers.map((peer) => [peer.id, peer]));
  const numbers = new Map(boxes.map(({ id }, at) => [id, at]));
  const ports = new Map<string, number>();
  const edges: number[][] = boxes.map(() => []);
  for (const connection of connections) {
    const from = numbers.get(connection.source);
    const to = numbers.get(connection.target);
    if (from === undefined || to === undefined) continue;
    const word = portsWord(connection.ports);
    const number = ports.get(word) ?? ports.size;
    ports.set(word, number);
    edges[from]?.push(to, number);
  }
  const data = {
    names: boxes.map(({ id }) => peerWord(byId.get(id), id)),
    boxes: boxes.map(({ x, y, width, height }) => [x, y, width, height]),
    group: boxes.map(({ group }) => group),
    groups: groups.map(({ x, y, width, height }) => [x, y, width, height]),
    areas: groups.map(({ name }) => name),
    ports: [...ports.keys()],
    edges,
  };
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function integrity(text: string): string {
  return `sha256-${Buffer.from(sha256Hex(text), 'hex').toString('base64')}`;
}
