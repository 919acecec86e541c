import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { NetworkMap, NetworkPeer } from '#model/network.ts';
import { clean } from '../clean.ts';
import { jsonChunks } from '../json-chunks.ts';
import { type Canvas, heading, indented, type Line, paint, span } from '../table/line.ts';
import { canvasOf } from './canvas.ts';
import { cell, gridLines } from './grid.ts';
import { networkText } from './network-text.ts';
import { viaWord } from './network-words.ts';
import { networkPage } from './page/page.ts';
import { peerWord, portsWord } from './ports.ts';

export const networkFormats = [
  'table',
  'json',
  'csv',
  'markdown',
  'dot',
  'mermaid',
  'html',
  'lines',
] as const;
export type NetworkFormat = (typeof networkFormats)[number];

/** Who may talk to whom, for people or programs. JSON is `NetworkMap` as it is. */
export function* renderNetworkMap(
  map: NetworkMap,
  format: NetworkFormat,
  options: RenderOptions,
): Generator<string> {
  switch (format) {
    case 'json':
      yield* jsonChunks(map, 'sorted');
      return;
    case 'table': {
      const canvas = canvasOf(options);
      for (const line of tableLines(map, canvas)) yield paint(line, canvas);
      return;
    }
    case 'html':
      yield* networkPage(map, options);
      return;
    default:
      yield* networkText[format](map);
  }
}

type Names = ReadonlyMap<string, NetworkPeer>;

/** Nobody reads more on a terminal. */
const maxRows = 1000;

function* tableLines(map: NetworkMap, canvas: Canvas): Generator<Line> {
  const { workloads, policies, allowedPairs, possiblePairs, leftOut } = map.statistics;
  const part = possiblePairs === 0 ? '' : `, ${share(allowedPairs, possiblePairs)} of all pairs`;
  yield* heading(
    `${plural(allowedPairs, 'pair')} of ${plural(workloads, 'workload')} may talk`,
    `${plural(policies, 'policy', 'policies')}${part}`,
    canvas,
  );
  const names: Names = new Map(map.peers.map((peer) => [peer.id, peer]));
  const short = shortNames(map);
  yield [];
  yield* gridLines(
    {
      titles: ['from', 'to', 'ports', 'by way of'],
      rows: map.connections
        .slice(0, maxRows)
        .map((one) => [
          cell(short(one.source), isOutside(names, one.source)),
          cell(short(one.target), isOutside(names, one.target)),
          cell(portsWord(one.ports), one.ports.all ? 'warn' : undefined),
          cell(viaWord(one), 'dim'),
        ]),
    },
    canvas,
  );
  const more = leftOut + Math.max(0, map.connections.length - maxRows);
  if (more > 0) {
    yield [];
    yield [
      span(`${more} more connections: -n shows those of one namespace, -o html a picture`, 'dim'),
    ];
  }
  yield* noticeLines(map, canvas);
}

/** Without the kind of a workload, where the name alone tells which one is meant. */
function shortNames({ peers }: NetworkMap): (id: string) => string {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const peer of peers) {
    const own =
      peer.kind === 'workload' ? `${peer.namespace}/${peer.name}` : peerWord(peer, peer.id);
    names.set(peer.id, own);
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  return (id) => {
    const name = names.get(id);
    return name === undefined || counts.get(name) !== 1 ? id : name;
  };
}

/** What a reader of any answer about the network must know besides. */
export function* noticeLines(
  { notices, gaps }: Pick<NetworkMap, 'notices' | 'gaps'>,
  canvas: Canvas,
): Generator<Line> {
  if (notices.length > 0) yield [];
  for (const { text } of notices.slice(0, 20))
    yield* indented(`note: ${clean(text, 500)}`, 0, canvas, 'dim');
  if (gaps.length > 0) yield [];
  for (const { location, detail } of gaps.slice(0, 20))
    yield* indented(
      `not examined: ${clean(location.path, 200)}: ${clean(detail, 400)}`,
      0,
      canvas,
      'warn',
    );
}

function isOutside(names: Names, id: string): 'accent' | undefined {
  const kind = names.get(id)?.kind;
  return kind === 'addresses' || kind === 'entry' ? 'accent' : undefined;
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)} %`;
}
