import { expect, test } from 'vitest';
import type { ImageFacts } from '#model/artifact.ts';
import { parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import { sampleScanner, sampleToken } from '../testing.ts';
import { maskImage } from './mask.ts';

const token = sampleToken();
const scope = { clock: () => new Date('2026-11-22T12:00:00Z') };
const stars = '*'.repeat(20);
const digest = parseDigest(`sha256:${'0'.repeat(64)}`);

function masked(facts: Partial<ImageFacts>, createdBy?: string): Inventory {
  const image: ImageFacts = {
    id: digest,
    names: [],
    platform: { os: 'linux', architecture: 'amd64' },
    env: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    annotations: {},
    history: [],
    ...facts,
  };
  const inventory: Inventory = {
    artifact: { kind: 'image', reference: 'shop', source: 'oci-dir:' },
    image,
    layers: createdBy === undefined ? [] : [{ diffId: digest, createdBy, instruction: 0 }],
    components: [],
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
  };
  return maskImage(sampleScanner(), inventory, scope);
}

const cases: readonly (readonly [string, Partial<ImageFacts>, Partial<ImageFacts>])[] = [
  ['the environment', { env: ['A=b', `T=${token}`] }, { env: ['A=b', `T=${stars}`] }],
  ['a label', { labels: { t: `x ${token} y` } }, { labels: { t: `x ${stars} y` } }],
  ['an annotation', { annotations: { t: token } }, { annotations: { t: stars } }],
  ['a command', { command: ['run', token] }, { command: ['run', stars] }],
  ['a health check', { healthcheck: ['CMD', token] }, { healthcheck: ['CMD', stars] }],
  [
    'several lines',
    { entrypoint: [`a\nb ${token}\nc`], onBuild: [`RUN ${token}`] },
    { entrypoint: [`a\nb ${stars}\nc`], onBuild: [`RUN ${stars}`] },
  ],
  [
    'the history',
    { history: [{ createdBy: `RUN curl ${token}`, comment: token, emptyLayer: false }] },
    { history: [{ createdBy: `RUN curl ${stars}`, comment: stars, emptyLayer: false }] },
  ],
  [
    'a short password only where it stands',
    { env: ['DB_PASSWORD=hunter2', 'NOTE=hunter2'] },
    { env: ['DB_PASSWORD=*******', 'NOTE=hunter2'] },
  ],
];

test.for(cases)('%s is masked', ([, given, wanted]) => {
  expect(masked(given).image).toMatchObject(wanted);
});

test('the build steps of layers are masked too', () => {
  const facts = { history: [{ createdBy: `RUN git clone ${token}`, emptyLayer: false }] };

  expect(masked(facts, `RUN git clone ${token}`).layers[0]?.createdBy).toBe(
    `RUN git clone ${stars}`,
  );
});

test('an image without secrets stays as it is', () => {
  expect(masked({ env: ['PATH=/bin'] }).image?.env).toEqual(['PATH=/bin']);
});
