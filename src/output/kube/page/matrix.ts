import type { NetworkMap } from '#model/network.ts';
import { html, type Markup } from '../../html/markup.ts';

const maxNamespaces = 60;

/** Whether there is a table of namespaces: one alone says nothing, very many cannot be read. */
export function hasMatrix({ peers }: NetworkMap): boolean {
  const names = new Set(peers.flatMap((one) => (one.kind === 'workload' ? [one.namespace] : [])));
  return names.size > 1 && names.size <= maxNamespaces;
}

/** Which namespace may talk to which: how many pairs of their workloads, of all that there are. */
export function* matrix({ peers, connections }: NetworkMap): Generator<Markup> {
  const home = new Map(
    peers.flatMap((peer) => (peer.kind === 'workload' ? [[peer.id, peer.namespace] as const] : [])),
  );
  const sizes = new Map<string, number>();
  for (const name of home.values()) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const names = [...sizes.keys()].sort();
  const pairs = new Map<string, number>();
  for (const { source, target } of connections) {
    const key = `${home.get(source)}\n${home.get(target)}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  yield html`<section id="namespaces" aria-labelledby="namespaces-title"><h2 id="namespaces-title">Namespaces</h2><div class="matrix" tabindex="0" role="region" aria-labelledby="namespaces-title"><table><caption>Pairs of workloads that may talk, of all pairs: from the row to the column</caption><thead><tr><th scope="col">from / to</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>`;
  for (const row of names) {
    const cells = names.map((column) => {
      const count = pairs.get(`${row}\n${column}`) ?? 0;
      const [a = 0, b = 0] = [sizes.get(row), sizes.get(column)];
      const possible = row === column ? a * (a - 1) : a * b;
      const share = possible === 0 ? 0 : count / possible;
      const title = `${row} to ${column}: ${count} of ${possible}`;
      const words = count === 0 ? '·' : `${count}/${possible}`;
      return html`<td class="heat-${heat(share)}" title="${title}">${words}</td>`;
    });
    yield html`<tr><th scope="row">${row}</th>${cells}</tr>\n`;
  }
  yield html`</tbody></table></div></section>\n`;
}

function heat(share: number): number {
  if (share === 0) return 0;
  return share < 0.34 ? 1 : share < 1 ? 2 : 3;
}
