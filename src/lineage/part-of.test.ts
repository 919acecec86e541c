import { expect, test } from 'vitest';
import type { BaseImage } from '#model/base-image.ts';
import type { Component } from '#model/component.ts';
import { parseDigest } from '#model/digest.ts';
import { learn } from './chain.ts';
import { partOf } from './part-of.ts';

const layers = [1, 2, 3].map((n) => ({
  diffId: parseDigest(`sha256:${String(n).repeat(64)}`),
}));
const base: BaseImage = { evidence: 'history', confidence: 0.3, layers: 2, reason: 'a test' };

test.for([
  [0, 2, 'base'],
  [1, 2, 'base'],
  [2, 2, 'application'],
  [0, 0, undefined],
  [7, 2, undefined],
] as const)('layer %i on a base of %i layers: %s', ([at, count, part]) => {
  const layer = layers[at]?.diffId;
  const place = { path: '/a', ...(layer !== undefined && { layer }) };
  const component: Component = {
    id: 'x',
    purl: 'pkg:npm/x@1',
    name: 'x',
    version: '1',
    ecosystem: 'npm',
    presence: 'installed',
    locations: [place],
  };

  expect(partOf(place, { ...base, layers: count }, layers)).toBe(part);
  expect(partOf(component, { ...base, layers: count }, layers)).toBe(part);
  expect(partOf(place, undefined, layers)).toBeUndefined();
});

test.for([
  [['shop@sha256:1', 'shop:1'], 'shop:1'],
  [['shop@sha256:1'], 'shop@sha256:1'],
  [[], undefined],
] as const)('an image named %j is remembered as %s', ([names, reference]) => {
  const [first] = layers;
  if (first === undefined) throw new Error('no layer');
  const image = {
    id: first.diffId,
    names,
    platform: { os: 'linux', architecture: 'amd64' },
    env: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    annotations: {},
    history: [],
  };

  expect(learn(image, layers, new Date(0))?.reference).toBe(reference);
  expect(learn(image, [], new Date(0))).toBeUndefined();
});
