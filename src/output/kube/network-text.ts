import type { NetworkMap, NetworkPeer } from '#model/network.ts';
import { clean } from '../clean.ts';
import { codeSpan, tableRow } from '../markdown/markup.ts';
import { viaWord } from './network-words.ts';
import { peerWord, portsWord } from './ports.ts';

/** The map in forms for other programs: lines, CSV, Markdown, Graphviz (dot) and Mermaid. */
export const networkText = {
  lines: asLines,
  csv: asCsv,
  markdown: asMarkdown,
  dot: asDot,
  mermaid: asMermaid,
} as const;

function* asLines(map: NetworkMap): Generator<string> {
  const name = namesOf(map);
  for (const { source, target, ports } of map.connections)
    yield `${name(source)} => ${name(target)} : ${portsWord(ports)}\n`;
}

function* asCsv(map: NetworkMap): Generator<string> {
  const name = namesOf(map);
  yield 'from,to,ports,via\r\n';
  for (const one of map.connections) {
    const fields = [name(one.source), name(one.target), portsWord(one.ports), viaWord(one)];
    yield `${fields.map(csvField).join(',')}\r\n`;
  }
}

/** RFC 4180; a leading sign that a spreadsheet would compute is quoted away. */
function csvField(text: string): string {
  const plain = clean(text, 2000);
  const safe = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function* asMarkdown(map: NetworkMap): Generator<string> {
  const name = namesOf(map);
  yield '| from | to | ports | by way of |\n|---|---|---|---|\n';
  for (const one of map.connections) {
    const via = viaWord(one);
    yield tableRow([
      codeSpan(name(one.source), 300),
      codeSpan(name(one.target), 300),
      portsWord(one.ports),
      via === '' ? '' : codeSpan(via, 500),
    ]);
  }
}

/** What each peer is called, in one line. */
function namesOf({ peers }: NetworkMap): (id: string) => string {
  const names = new Map(peers.map((peer) => [peer.id, peer]));
  return (id) => clean(peerWord(names.get(id), id), 600);
}

function* asDot({ peers, connections }: NetworkMap): Generator<string> {
  yield 'digraph network {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n';
  const byNamespace = Map.groupBy(peers, (peer) =>
    peer.kind === 'workload' ? peer.namespace : '',
  );
  let count = 0;
  for (const [namespace, members] of byNamespace) {
    if (namespace !== '') {
      yield `  subgraph cluster_${count} {\n    label=${dotText(namespace)};\n`;
      count += 1;
    }
    for (const peer of members) yield `    ${dotText(peer.id)} [${dotNode(peer)}];\n`;
    if (namespace !== '') yield '  }\n';
  }
  for (const { source, target, ports } of connections)
    yield `  ${dotText(source)} -> ${dotText(target)} [label=${dotText(portsWord(ports))}];\n`;
  yield '}\n';
}

function dotNode(peer: NetworkPeer): string {
  if (peer.kind === 'workload')
    return `label=${dotText(`${clean(peer.name, 300)}\n${peer.workloadKind}`)}, style=rounded`;
  const shape = peer.kind === 'addresses' ? 'ellipse' : 'hexagon';
  return `label=${dotText(peerWord(peer, peer.id))}, shape=${shape}`;
}

function dotText(text: string): string {
  const lines = text.split('\n').map((line) => clean(line, 300));
  const escaped = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  return `"${escaped.join('\\n')}"`;
}

function* asMermaid({ peers, connections }: NetworkMap): Generator<string> {
  yield 'flowchart LR\n';
  const ids = new Map(peers.map((peer, at) => [peer.id, `n${at}`]));
  const byNamespace = Map.groupBy(peers, (peer) =>
    peer.kind === 'workload' ? peer.namespace : '',
  );
  let count = 0;
  for (const [namespace, members] of byNamespace) {
    if (namespace !== '') yield `  subgraph s${count}[${mermaidText(namespace)}]\n`;
    count += 1;
    for (const peer of members) {
      const word = peer.kind === 'workload' ? peer.name : peerWord(peer, peer.id);
      const [open, close] = peer.kind === 'workload' ? ['[', ']'] : ['([', '])'];
      yield `    ${ids.get(peer.id)}${open}${mermaidText(word)}${close}\n`;
    }
    if (namespace !== '') yield '  end\n';
  }
  for (const { source, target, ports } of connections)
    yield `  ${ids.get(source)} -->|${mermaidText(portsWord(ports))}| ${ids.get(target)}\n`;
}

function mermaidText(text: string): string {
  return `"${clean(text, 300).replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')}"`;
}
