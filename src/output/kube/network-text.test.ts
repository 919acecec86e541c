import { expect, test } from 'vitest';
import { networkMap, withTexts } from '../testdata/cluster.ts';
import { now } from '../testdata/report.ts';
import { type NetworkFormat, renderNetworkMap } from './network-map.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

function text(format: NetworkFormat, of = networkMap): string {
  return [...renderNetworkMap(of, format, options)].join('');
}

const formats = [
  ['lines', 'txt'],
  ['csv', 'csv'],
  ['markdown', 'md'],
  ['dot', 'dot'],
  ['mermaid', 'mmd'],
] as const;

test.for(formats)('the map as %s stays as it is', async ([format, extension]) => {
  await expect(text(format)).toMatchFileSnapshot(`../testdata/golden/kube/map.${extension}`);
});

/** The same map with `name` as the name of a workload. */
function named(name: string) {
  const peers = networkMap.peers.map((peer) =>
    peer.kind === 'workload' && peer.name === 'front' ? { ...peer, name, namespace: name } : peer,
  );
  return { ...networkMap, peers };
}

const attacks = [
  ['dot', 'x"];\nevil [label="y', /^\s*evil/m],
  ['dot', 'x\\', /x\\"/],
  ['mermaid', 'x"]\nclick n0 "javascript:alert(1)"', /^\s*click/m],
  ['mermaid', '<img src=x onerror=alert(1)>', /<img/],
] as const;

test.for(attacks)('a name cannot break out of %s: %s', ([format, name, wrong]) => {
  expect(text(format, named(name))).not.toMatch(wrong);
});

test.for(['lines', 'csv', 'markdown'] as const)('%s has a line for each connection', (format) => {
  const out = text(format, withTexts(networkMap, 'a\nb,"c"|`d`'));
  const head = { lines: 0, csv: 1, markdown: 2 }[format];

  expect(out.trimEnd().split('\n')).toHaveLength(networkMap.connections.length + head);
});

test('what a spreadsheet would compute is quoted away', () => {
  const [connection] = networkMap.connections;
  const via = {
    ...connection,
    restrictions: ['=cmd()'],
    source: '',
    target: '',
    ports: { all: true, ranges: [] },
  };

  expect(text('csv', { ...networkMap, connections: [via] })).toContain("'=cmd()");
});
