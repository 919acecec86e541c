import { Script } from 'node:vm';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { sha256Hex } from '#kit/hash.ts';
import type { NetworkConnection, NetworkMap, WorkloadPeer } from '#model/network.ts';
import { networkMap, withTexts } from '../../testdata/cluster.ts';
import { now } from '../../testdata/report.ts';
import { layoutOf } from './layout.ts';
import { curve } from './lines.ts';
import { networkPage } from './page.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const voids = /<(meta|input)([^<>]*?)\/?>/g;

function page(of = networkMap): string {
  return [...networkPage(of, options)].join('');
}

/** Names of all elements, in order; throws unless every element is closed and every attribute quoted. */
function elements(text: string): readonly string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    names.push(name);
    expect(Object.keys(attributes).filter((key) => /^on|^style$|^href$/.test(key))).toEqual(
      name === 'a' ? ['href'] : [],
    );
  });
  const body = text
    .replace('<!doctype html>', '')
    .replaceAll(/<script([^>]*)>[^]*?<\/script>/g, '<script$1/>')
    .replace(/<style>[^]*?<\/style>/, '<style/>')
    .replace(/ hidden(?=[ >])/g, ' hidden=""')
    .replace(voids, '<$1$2/>')
    .replaceAll(/&(?:rarr|minus);/g, '');
  parser.write(body).close();
  return names;
}

function workload(namespace: string, name: string, at = 0): WorkloadPeer {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
  const id = `${namespace}/Deployment/${name}${at === 0 ? '' : `#${at}`}`;
  const location = { path: 'k8s.yaml' };
  return {
    kind: 'workload',
    id,
    namespace,
    name,
    workloadKind: 'Deployment',
    object,
    location,
    labels: {},
    hostNetwork: false,
  };
}

const ports = { all: false, ranges: [{ protocol: 'TCP', first: 80, last: 80 }] } as const;

function mapOf(
  peers: NetworkMap['peers'],
  pairs: readonly (readonly [string, string])[],
): NetworkMap {
  const connections: NetworkConnection[] = pairs.map(([source, target]) => ({
    source,
    target,
    ports,
  }));
  const statistics = {
    workloads: peers.length,
    policies: 0,
    allowedPairs: pairs.length,
    possiblePairs: 0,
    leftOut: 0,
  };
  return { peers, connections, entries: [], statistics, notices: [], gaps: [] };
}

test('the page stays as it is', async () => {
  await expect(page()).toMatchFileSnapshot('../../testdata/golden/kube/network.html');
});

test('the page loads nothing and runs only its own script', () => {
  const text = page();
  const inline = /<script>([^]*?)<\/script>/.exec(text)?.[1] ?? '';
  const hash = Buffer.from(sha256Hex(inline), 'hex').toString('base64');

  expect(text).toContain(`script-src &#39;sha256-${hash}&#39;`);
  expect(text).not.toMatch(
    /<(?:link|img|iframe|object|embed|base)\b|src=|@import|url\((?!#tip)|style="/,
  );
  expect(text.match(/<script/g)).toHaveLength(2);
  expect(() => new Script(inline)).not.toThrow();
});

const names = [
  '</script><script>alert(1)</script>',
  '" onload="x',
  ']]>',
  '<!--',
  '\u2028',
  '\u0000\ud800',
  '',
  '漢'.repeat(300),
];

test.for(names)('%j stays a name', (name) => {
  const text = page(withTexts(networkMap, name));
  const usual = new Set(elements(page()));
  const data = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(text)?.[1] ?? '';

  expect(elements(text).filter((element) => !usual.has(element))).toEqual([]);
  expect(text.match(/<script/g)).toHaveLength(2);
  expect(JSON.parse(data)).toMatchObject({ names: expect.any(Array) as unknown[] });
});

test('every colour has a word or a sign beside it', () => {
  const text = page();

  for (const words of ['closed to others', 'open to 1 of 2 others', 'open to all others'])
    expect(text).toContain(`>${words}</text>`);
  expect(text.match(/class="mark"/g)).toHaveLength(4);
  expect(text).toContain('>2/2</td>');
  expect(text).toContain('stroke-dasharray');
});

test('all that can be chosen has a name for those who do not see it', () => {
  const text = page();
  const groups = text.match(/<g class="(?:group|box)[^>]*>/g) ?? [];

  expect(groups.length).toBe(networkMap.peers.length + 4);
  for (const group of groups) expect(group).toMatch(/role="img" aria-label="[^"]+"/);
  for (const link of text.matchAll(/href="#([a-z]+)"/g)) expect(text).toContain(`id="${link[1]}"`);
  expect(text.match(/<table/g)?.length).toBe(text.match(/<caption>/g)?.length);
});

test('a map of nothing says so', () => {
  const text = page(mapOf([], []));

  expect(() => elements(text)).not.toThrow();
  expect(text).toContain('There is no workload');
  expect(text).not.toContain('href="#namespaces"');
});

test('a thousand workloads are drawn quickly, with lines between namespaces only', () => {
  const peers = Array.from({ length: 1000 }, (_, at) => workload(`team-${at % 40}`, `svc-${at}`));
  const pairs = peers.flatMap(({ id }, at) =>
    [1, 7, 31].map((step) => [id, peers[(at + step) % 1000]?.id ?? ''] as const),
  );
  const start = performance.now();
  const text = page(mapOf(peers, pairs));

  expect(performance.now() - start).toBeLessThan(3000);
  expect(text.match(/<g class="box/g)).toHaveLength(1000);
  expect(text.match(/<path d="M/g)?.length ?? 0).toBeLessThan(200);
  expect(text).toContain('The first 2000 of 3000');
});

test('who is asked stands to the right of who asks', () => {
  const peers = ['db', 'api', 'front', 'job'].map((name) => workload('shop', name));
  const [db = '', api = '', front = '', job = ''] = peers.map(({ id }) => id);
  const map = mapOf(peers, [
    [front, api],
    [api, db],
    [job, db],
  ]);
  const x = new Map(layoutOf(map).boxes.map((box) => [box.label, box.x]));

  expect(x.get('front')).toBeLessThan(x.get('api') ?? 0);
  expect(x.get('api')).toBeLessThan(x.get('db') ?? 0);
  expect(x.get('job')).toBe(x.get('api'));
});

test('circles end, and boxes never lie on one another', () => {
  const peers = ['a', 'b', 'c', 'd'].map((name, at) => workload('shop', name, at));
  const ids = peers.map(({ id }) => id);
  const circle = ids.map((id, at) => [id, ids[(at + 1) % ids.length] ?? ''] as const);
  for (const pairs of [
    circle,
    circle.slice(1),
    [...circle, ...circle.map(([a, b]) => [b, a] as const)],
  ]) {
    const { boxes } = layoutOf(mapOf(peers, pairs));
    for (const [at, one] of boxes.entries())
      for (const other of boxes.slice(at + 1))
        expect(
          Math.abs(one.x - other.x) >= one.width || Math.abs(one.y - other.y) >= one.height,
        ).toBe(true);
  }
});

test('both directions between boxes above each other can be told apart', () => {
  const [a, b] = [
    { x: 0, y: 0, width: 150, height: 34 },
    { x: 0, y: 44, width: 150, height: 34 },
  ];

  expect(curve(a, b)).toBe('M150 17C172 17 172 61 150 61');
  expect(curve(b, a)).toBe('M0 61C-22 61 -22 17 0 17');
});
