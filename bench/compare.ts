/**
 * Two inventories of one artifact side by side: `node bench/compare.ts OUR.json PEER.cdx.json`, where the first is a report of
 * `caisson scan -o json=FILE` and the second a CycloneDX document of another scanner. Writes Markdown: the counts of each kind
 * of package and every difference with its reason, as far as the two documents tell.
 */
import { readFileSync } from 'node:fs';
import type { Component } from '#model/component.ts';
import type { ScanReport } from '#model/report.ts';

interface PeerDocument {
  readonly components?: readonly { readonly purl?: string }[];
}

/** A component of either side: `key` is what has to be equal, `loose` leaves out the version. */
interface Item {
  readonly type: string;
  readonly key: string;
  readonly loose: string;
  readonly reason: string;
}

const [ourPath, peerPath] = process.argv.slice(2);
if (ourPath === undefined || peerPath === undefined)
  throw new Error('usage: node bench/compare.ts OUR.json PEER.cdx.json');

const report = JSON.parse(readFileSync(ourPath, 'utf8')) as ScanReport;
const document = JSON.parse(readFileSync(peerPath, 'utf8')) as PeerDocument;
const ours = unique(report.inventory.components.map((one) => itemOf(one.purl, reasonOf(one))));
const peers = unique(
  (document.components ?? []).flatMap(({ purl }) =>
    purl === undefined ? [] : [itemOf(purl, 'missing')],
  ),
);
process.stdout.write(`${[...countTable(), '', ...differences()].join('\n')}\n`);

function unique(items: readonly Item[]): ReadonlyMap<string, Item> {
  const map = new Map<string, Item>();
  // The same package in several places counts once; what is installed speaks for it.
  for (const item of items) if (map.get(item.key)?.reason !== 'installed') map.set(item.key, item);
  return map;
}

/** Spelling aside: Debian's epoch as a qualifier, Go's `v` and case, case and separators of PyPI. */
function itemOf(purl: string, reason: string): Item {
  const match = /^pkg:([^/]+)\/([^?#]+?)(?:@([^@/?#]*))?(?:\?([^#]*))?(?:#.*)?$/.exec(purl);
  const [, type = '', path = '', text = '', query = ''] = match ?? [];
  const loose = `${type}/${spellingOf(type, decodeURIComponent(path))}`;
  const epoch = new URLSearchParams(query).get('epoch');
  const version = decodeURIComponent(type === 'golang' ? text.replace(/^v/, '') : text);
  const full = epoch === null || version.includes(':') ? version : `${epoch}:${version}`;
  return { type, loose, key: `${loose}@${full}`, reason };
}

function spellingOf(type: string, name: string): string {
  if (type === 'pypi') return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  return type === 'golang' ? name.toLowerCase() : name;
}

/** Why the other side may not have it. */
function reasonOf({ presence, owner, ecosystem, name, version, locations }: Component): string {
  if (ecosystem === 'golang' && name === 'stdlib') return 'the standard library in a Go program';
  if (ecosystem === 'golang' && version === '') return 'the main module of a Go program';
  if (presence === 'declared') return 'only declared, in a lock file or manifest';
  if (owner !== undefined) return `${ecosystem} in files of an OS package`;
  if (ecosystem === 'generic') return 'a program or archive that names no package';
  if (locations[0].path.includes('!')) return 'inside an archive';
  return presence;
}

function countTable(): readonly string[] {
  const types = [...new Set([...ours.values(), ...peers.values()].map((item) => item.type))];
  const rows = types.toSorted().map((type) => {
    const [left, right] = [ours, peers].map((side) => keysOf(side, type));
    const [a, b] = [left ?? new Set(), right ?? new Set()];
    const both = a.intersection(b).size;
    return `| ${type} | ${a.size} | ${b.size} | ${both} | ${a.size - both} | ${b.size - both} |`;
  });
  return [
    '| kind | ours | peer | both | only ours | only peer |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

function keysOf(side: ReadonlyMap<string, Item>, type: string): ReadonlySet<string> {
  return new Set([...side.values()].filter((item) => item.type === type).map((item) => item.key));
}

function differences(): readonly string[] {
  const looseOurs = versionsOf(ours);
  const onlyOurs = [...ours.values()].filter(({ key }) => !peers.has(key));
  const onlyPeers = [...peers.values()].filter(({ key }) => !ours.has(key));
  const explained = onlyPeers.map((item) => {
    const other = looseOurs.get(item.loose);
    if (item.loose.startsWith('golang/./'))
      return { ...item, reason: 'the directory that stands for a Go module, which we name' };
    return other === undefined ? item : { ...item, reason: 'of which we name another version' };
  });
  return [...grouped('only ours', onlyOurs), ...grouped('only peer', explained)];
}

function versionsOf(side: ReadonlyMap<string, Item>): ReadonlyMap<string, string> {
  return new Map([...side.values()].map((item) => [item.loose, item.key.slice(item.loose.length)]));
}

function grouped(title: string, items: readonly Item[]): readonly string[] {
  const groups = Map.groupBy(items, ({ reason }) => reason);
  return [...groups].map(([reason, group]) => {
    const names = group.map(({ key }) => key).toSorted();
    const shown = names.slice(0, 6).join(', ');
    return `- ${title}, ${reason}: ${names.length} (${shown}${names.length > 6 ? ', …' : ''})`;
  });
}
