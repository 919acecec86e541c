import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attestation } from '#contract/source.ts';
import type { LayerFacts } from '#model/artifact.ts';
import type { KnownChain } from '#model/base-image.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import { type ChainIndex, learn } from './chain.ts';
import { identifyBase, type LineageFacts } from './identify-base.ts';
import { digest, imageOf, layersOf } from './testdata/image.ts';

function indexOf(...chains: readonly KnownChain[]): ChainIndex {
  const byId = new Map(chains.map((chain) => [chain.chainId, chain]));
  return { find: (id) => byId.get(id) };
}

function seen(reference: string, layers: readonly LayerFacts[], manifest?: Digest): KnownChain {
  const facts = imageOf({ names: [reference], ...(manifest && { manifestDigest: manifest }) });
  const chain = learn(facts, layers, new Date(0));
  if (chain === undefined) throw new Error('nothing to learn');
  return { ...chain, image: parseDigest(`sha256:${'e'.repeat(64)}`) };
}

function provenance(materials: readonly unknown[], rest: object = {}): Attestation {
  const predicateType = 'https://slsa.dev/provenance/v0.2';
  return { predicateType, statement: { predicate: { materials, ...rest } }, verified: false };
}

function provenanceV1(resolvedDependencies: readonly unknown[], verified = false): Attestation {
  const predicate = { buildDefinition: { resolvedDependencies } };
  return { predicateType: 'https://slsa.dev/provenance/v1', statement: { predicate }, verified };
}

const hex = '0'.repeat(62);
const debian = {
  uri: 'pkg:docker/debian@bookworm-slim?platform=linux%2Famd64',
  digest: { sha256: `${hex}d1` },
};
const golang = {
  uri: 'pkg:docker/golang@1.25?platform=linux%2Famd64',
  digest: { sha256: `${hex}60` },
};
const frontend = { uri: 'pkg:docker/docker/dockerfile@1', digest: { sha256: `${hex}df` } };

test.for([
  ['BuildKit v0.2', [provenance([debian, frontend])], 'docker.io/library/debian:bookworm-slim'],
  ['v1', [provenanceV1([frontend, debian])], 'docker.io/library/debian:bookworm-slim'],
  [
    'a registry with a port',
    [provenance([{ uri: 'pkg:docker/registry.local%3A5000/base/os@9' }])],
    'registry.local:5000/base/os:9',
  ],
  [
    'a purl of type oci',
    [
      provenance([
        { uri: `pkg:oci/os@sha256%3A${hex}d1?repository_url=registry.local/base/os&tag=9` },
      ]),
    ],
    'registry.local/base/os:9',
  ],
  [
    'an address',
    [provenance([{ uri: `docker-image://docker.io/library/alpine:3.20@sha256:${hex}a1` }])],
    'docker.io/library/alpine:3.20',
  ],
  ['two images that nothing tells apart', [provenance([debian, golang])], undefined],
  ['no image', [provenance([{ uri: 'git+https://example.com/shop' }])], undefined],
  ['an SBOM', [{ ...provenance([debian]), predicateType: 'https://spdx.dev/Document' }], undefined],
  ['nonsense', [provenance([1, null, { uri: 7 }, {}])], undefined],
] as const)('provenance: %s', ([, attestations, name]) => {
  const base = identifyBase({ image: imageOf(), layers: layersOf(3), attestations });

  expect(base?.name).toBe(name);
  expect(base?.evidence).toBe(name === undefined ? undefined : 'provenance');
});

test('checked provenance is the strongest, and its digest is told', () => {
  const attestations = [provenanceV1([golang]), provenanceV1([debian], true)];
  const annotations = { 'org.opencontainers.image.base.name': 'alpine:3' };

  const base = identifyBase({ image: imageOf({ annotations }), layers: layersOf(3), attestations });

  expect(base).toMatchObject({
    evidence: 'signed-provenance',
    digest: digest(0xd1),
    confidence: 1,
  });
});

test.for([
  ['the annotation', { annotations: { 'org.opencontainers.image.base.name': 'golang:1.25' } }, []],
  ['a known chain', {}, [seen('golang:1.25', layersOf(2))]],
  ['the digest of a known chain', {}, [seen('mirror/go', layersOf(2), digest(0x60))]],
  ['the history', { history: [{ comment: 'FROM golang:1.25', emptyLayer: true }] }, []],
] as const)('of several stages %s names the last one', ([, parts, chains]) => {
  const facts = {
    image: imageOf(parts),
    layers: layersOf(3),
    attestations: [provenance([debian, golang])],
    chains: indexOf(...chains),
  };

  expect(identifyBase(facts)?.name).toBe('docker.io/library/golang:1.25');
});

test.for(['v0.2', 'v1'])('extended provenance tells stage and layers: %s', (version) => {
  const buildConfig = {
    llbDefinition: [
      {
        id: 'step0',
        op: { Op: { source: { identifier: 'docker-image://docker.io/library/golang:1.25' } } },
      },
      {
        id: 'step1',
        op: {
          Op: { source: { identifier: 'docker-image://docker.io/library/debian:bookworm-slim' } },
        },
      },
    ],
  };
  const layers = {
    'step0:0': [[{ digest: digest(7) }]],
    'step1:0': [[{ digest: digest(1001) }, { digest: digest(1002) }]],
  };
  const statement = {
    'v0.2': provenance([golang, debian], {
      buildConfig,
      metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { layers } },
    }),
    v1: {
      ...provenanceV1([]),
      statement: {
        predicate: {
          buildDefinition: {
            resolvedDependencies: [golang, debian],
            internalParameters: { buildConfig },
          },
          runDetails: { metadata: { buildkit_metadata: { layers } } },
        },
      },
    },
  }[version];

  const base = identifyBase({
    image: imageOf(),
    layers: layersOf(3),
    attestations: statement === undefined ? [] : [statement],
  });

  expect(base).toMatchObject({ name: 'docker.io/library/debian:bookworm-slim', layers: 2 });
});

const buildpacks = JSON.stringify({
  runImage: { topLayer: digest(2), reference: `index.docker.io/cnb/run@${digest(5)}` },
  stack: { runImage: { image: 'cnb/run:jammy' } },
});
const redHat = {
  name: 'ubi9',
  version: '9.4',
  release: '1181',
  vendor: 'Red Hat, Inc.',
  'com.redhat.component': 'ubi9-container',
};

test.for([
  [
    'annotations',
    {
      annotations: {
        'org.opencontainers.image.base.name': 'docker.io/library/debian:12',
        'org.opencontainers.image.base.digest': digest(4),
      },
    },
    { name: 'docker.io/library/debian:12', digest: digest(4), confidence: 0.9 },
  ],
  [
    'labels',
    { labels: { 'org.opencontainers.image.base.name': 'debian:12' } },
    { name: 'docker.io/library/debian:12', confidence: 0.7 },
  ],
  [
    'buildpacks',
    { labels: { 'io.buildpacks.lifecycle.metadata': buildpacks } },
    { name: 'docker.io/cnb/run:jammy', digest: digest(5), layers: 2 },
  ],
  [
    'labels of Red Hat',
    { labels: redHat },
    { name: 'registry.access.redhat.com/ubi9:9.4-1181', confidence: 0.5 },
  ],
  [
    'labels of the image itself',
    { labels: redHat, names: ['registry.access.redhat.com/ubi9:9.4'] },
    undefined,
  ],
  ['scratch', { annotations: { 'org.opencontainers.image.base.name': 'scratch' } }, undefined],
  ['labels that are no JSON', { labels: { 'io.buildpacks.lifecycle.metadata': '{' } }, undefined],
] as const)('statements of the image: %s', ([, parts, wanted]) => {
  const base = identifyBase({ image: imageOf(parts), layers: layersOf(3) });

  expect(base ?? {}).toMatchObject(
    wanted === undefined ? {} : { ...wanted, evidence: 'annotation' },
  );
  expect(base === undefined).toBe(wanted === undefined);
});

test('the longest known chain wins over a label that the base left behind', () => {
  const chains = indexOf(
    seen('debian:12', layersOf(1)),
    seen('docker.io/library/python:3', layersOf(2)),
  );
  const labels = { 'org.opencontainers.image.base.name': 'docker.io/library/debian:12' };

  const base = identifyBase({ image: imageOf({ labels }), layers: layersOf(4), chains });

  expect(base).toMatchObject({
    name: 'docker.io/library/python:3',
    evidence: 'layer-chain',
    layers: 2,
  });
});

test('a copy under another name is no base', () => {
  const copied = learn(imageOf({ names: ['mirror.local/debian:12'] }), layersOf(3), new Date(0));
  const chains = indexOf(copied ?? seen('', []));

  expect(identifyBase({ image: imageOf(), layers: layersOf(3), chains })).toBeUndefined();
});

test.for([
  ['itself', 'registry.local/shop:1', undefined],
  ['an older tag of itself', 'registry.local/shop:0', undefined],
  ['another image with the same layers', 'docker.io/library/debian:12', 3],
] as const)('a chain of all layers: %s', ([, reference, layers]) => {
  const chains = indexOf(seen(reference, layersOf(3)));

  expect(identifyBase({ image: imageOf(), layers: layersOf(3), chains })?.layers).toBe(layers);
});

test('the digest tells an image from a base of another name', () => {
  const chains = indexOf(seen('mirror.local/shop:1', layersOf(3), digest(77)));
  const image = imageOf({ manifestDigest: digest(77) });

  expect(identifyBase({ image, layers: layersOf(3), chains })).toBeUndefined();
});

const json = fc.jsonValue({ maxDepth: 5 });

test('hostile statements, labels and histories never throw and never claim too many layers', () => {
  const facts = fc.record({
    statement: fc.oneof(
      json,
      fc.record({
        predicate: fc.record({
          materials: json,
          buildConfig: json,
          metadata: json,
          buildDefinition: json,
        }),
      }),
    ),
    labels: fc.dictionary(
      fc.constantFrom(
        'io.buildpacks.lifecycle.metadata',
        'org.opencontainers.image.base.name',
        'name',
        '__proto__',
      ),
      fc.oneof(
        fc.string(),
        json.map((value) => JSON.stringify(value)),
      ),
    ),
    history: fc.array(
      fc.record({
        created: fc.string(),
        createdBy: fc.string(),
        comment: fc.string(),
        emptyLayer: fc.boolean(),
      }),
    ),
    count: fc.nat(5),
  });
  fc.assert(
    fc.property(facts, ({ statement, labels, history, count }) => {
      const lineage: LineageFacts = {
        image: imageOf({ labels, annotations: labels, history }),
        layers: layersOf(count),
        attestations: [
          { predicateType: 'https://slsa.dev/provenance/v1', statement, verified: false },
        ],
      };

      const base = identifyBase(lineage);

      expect(base?.layers ?? 0).toBeLessThanOrEqual(count);
    }),
  );
});
