import type { RenderOptions } from '#contract/output.ts';
import type { NetworkMap } from '#model/network.ts';
import { html } from '../html/markup.ts';
import { peerWord, portsWord } from './ports.ts';

/** The map as one page. */
export function* networkPage(map: NetworkMap, _options: RenderOptions): Generator<string> {
  const names = new Map(map.peers.map((peer) => [peer.id, peer]));
  const rows = map.connections.map(
    ({ source, target, ports }) =>
      html`<tr><td>${peerWord(names.get(source), source)}</td><td>${peerWord(names.get(target), target)}</td><td>${portsWord(ports)}</td></tr>`,
  );
  yield html`<!doctype html><html lang="en"><title>Network</title><table>${rows}</table></html>`
    .markup;
}
