import { expect, test } from 'vitest';
import { parseDigest } from '#model/digest.ts';
import type { Fault } from '#model/fault.ts';
import type { Observation } from '#model/observation.ts';
import type { Secret } from '#model/secret.ts';
import { fileSystemFacts } from './file-system.ts';
import type { LayerInventory, LayerTree } from './layer-inventory.ts';
import { overlayOf } from './overlay.ts';
import { withShipper } from './shipped.ts';
import { sightings } from './sightings.ts';

const bottom = parseDigest(`sha256:${'a'.repeat(64)}`);
const middle = parseDigest(`sha256:${'b'.repeat(64)}`);
const top = parseDigest(`sha256:${'c'.repeat(64)}`);

function layer(
  diffId: LayerInventory['diffId'],
  given: Partial<LayerTree>,
  ...observations: Observation[]
): LayerInventory {
  const empty = {
    directories: [],
    others: [],
    sizes: [],
    notable: [],
    whiteouts: [],
    opaques: [],
    links: [],
  };
  return {
    ...(diffId !== undefined && { diffId }),
    observations,
    tree: { ...empty, ...given },
    walked: { files: given.others?.length ?? 0, bytes: 0 },
  };
}

const secret: Secret = {
  rule: 'x',
  title: 'a token',
  class: 'provider-token',
  severity: 'high',
  location: { path: '/app/.env', line: 3 },
  key: '0'.repeat(32),
  ending: '',
  length: 20,
  excerpt: '',
  remediation: 'revoke it',
  references: [],
  aliases: [],
};
const fault: Fault = {
  kind: 'credential',
  rule: 'CSN-CRED-0001',
  severity: 'high',
  title: 'x',
  locations: [{ path: '/etc/shadow' }],
  message: 'x',
  remediation: 'x',
  aliases: [],
  references: [],
};

test('secrets are kept in every layer, with what became of their file', () => {
  const seen = { type: 'secret', location: secret.location, secret } as const;
  const layers = [
    layer(bottom, { others: ['/app/.env'], sizes: [10] }, seen),
    layer(middle, { others: ['/app/.env'], sizes: [10] }, seen),
    layer(top, { whiteouts: ['/app/.env'] }),
  ];

  const { secrets } = sightings(layers, overlayOf(layers.map(({ tree }) => tree)));

  expect(secrets.map(({ location, hidden }) => [location.layer, hidden])).toEqual([
    [bottom, { state: 'overwritten', by: middle }],
    [middle, { state: 'deleted', by: top }],
  ]);
});

test('a hidden fault counts only when it survives its file', () => {
  const seen = { type: 'fault', location: { path: '/etc/shadow' }, fault } as const;
  const layers = [
    layer(bottom, { others: ['/etc/shadow'], sizes: [1] }, seen, { ...seen, survives: true }),
    layer(top, { others: ['/etc/shadow'], sizes: [1] }, seen),
  ];

  const { faults } = sightings(layers, overlayOf(layers.map(({ tree }) => tree)));

  expect(faults.map(({ locations, hidden }) => [locations[0].layer, hidden?.state])).toEqual([
    [bottom, 'overwritten'],
    [top, undefined],
  ]);
});

test('sizes of copies and of what was deleted are wasted', () => {
  const layers = [
    layer(bottom, { others: ['/a', '/b/c', '/d'], sizes: [100, 50, 10] }),
    layer(middle, { others: ['/a'], sizes: [60] }),
    layer(top, { whiteouts: ['/b'] }),
  ];

  const { efficiency } = fileSystemFacts(layers, overlayOf(layers.map(({ tree }) => tree)));

  expect(efficiency).toMatchObject({
    totalBytes: 220,
    wastedBytes: 150,
    score: (60 + 50 + 10) / (160 + 100 + 10),
    worst: [
      { path: '/a', bytes: 100, copies: 2 },
      { path: '/b/c', bytes: 50, copies: 2 },
    ],
  });
});

test.for([
  [{ unaltered: true }, 'negligible'],
  [{ unaltered: false }, 'low'],
  [undefined, 'high'],
] as const)('what a package ships presses nobody, but for keys in use: %j', ([owner, severity]) => {
  const component = { purl: 'pkg:deb/debian/x@1' };
  const files = {
    altered: [],
    // Only the purl of the owner is asked for.
    ownerOf: () => (owner === undefined ? undefined : ({ ...owner, component } as never)),
  };

  const inUse = { ...secret, location: { path: '/etc/ssh/ssh_host_rsa_key' } };
  expect(withShipper(secret, files).severity).toBe(severity);
  expect(withShipper(inUse, files).severity).toBe('high');
});
