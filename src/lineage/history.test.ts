import { expect, test } from 'vitest';
import type { HistoryEntry } from '#model/artifact.ts';
import { identifyBase } from './identify-base.ts';
import { imageOf, layersOf } from './testdata/image.ts';

/** `hour instruction`; a leading `-` is a step without a layer. */
function historyOf(...steps: readonly string[]): readonly HistoryEntry[] {
  return steps.map((step) => {
    const [, empty = '', hour = '0', createdBy = ''] = /^(-?)([0-9]+) (.*)$/.exec(step) ?? [];
    const created = new Date(Date.UTC(2024, 0, 1, Number(hour))).toISOString();
    return { created, createdBy, emptyLayer: empty !== '' };
  });
}

test.for([
  [
    'a base with CMD, then the application',
    [
      '0 ADD rootfs.tar / # buildkit',
      '-0 CMD ["bash"]',
      '90 COPY . / # buildkit',
      '-90 CMD ["app"]',
    ],
    1,
  ],
  [
    'a base of a base: the nearest',
    [
      '0 ADD a',
      '-0 CMD ["bash"]',
      '50 RUN b',
      '-50 CMD ["python3"]',
      '90 COPY c',
      '-90 CMD ["app"]',
    ],
    2,
  ],
  [
    'an ENTRYPOINT in the middle of the application',
    ['0 ADD a', '-0 CMD ["bash"]', '90 COPY b', '-90 ENTRYPOINT ["app"]', '90 COPY c'],
    1,
  ],
  ['ENTRYPOINT and CMD together', ['0 ADD a', '-0 ENTRYPOINT ["e"]', '-0 CMD ["c"]', '9 RUN b'], 1],
  ['a jump alone', ['0 ADD a', '0 RUN b', '900 COPY c'], 2],
  ['another builder', ['0 /bin/sh -c #(nop) ADD a', '0 COPY b # buildkit'], 1],
  ['one build', ['0 ADD a', '0 COPY b', '-0 CMD ["app"]'], undefined],
  ['no history', [], undefined],
] as const)('history: %s', ([, steps, layers]) => {
  const history = historyOf(...steps);
  const count = history.filter(({ emptyLayer }) => !emptyLayer).length;

  const base = identifyBase({ image: imageOf({ history }), layers: layersOf(count) });

  expect(base?.layers).toBe(layers);
  expect(base?.evidence).toBe(layers === undefined ? undefined : 'history');
  expect(base?.confidence ?? 0).toBeLessThanOrEqual(0.5);
  expect(base?.reason ?? 'in the build history ').toMatch(/^in the build history /);
});

test('Buildah names the base in its history', () => {
  const history = [
    { createdBy: '/bin/sh -c #(nop) ADD a', emptyLayer: false, created: '2024-01-01T00:00:00Z' },
    {
      createdBy: '/bin/sh -c apk add curl',
      comment: 'FROM docker.io/library/alpine:latest',
      emptyLayer: false,
    },
    { createdBy: '/bin/sh -c true', comment: 'FROM 0123456789ab', emptyLayer: false },
  ];

  expect(identifyBase({ image: imageOf({ history }), layers: layersOf(3) })).toEqual({
    name: 'docker.io/library/alpine:latest',
    evidence: 'history',
    confidence: 0.7,
    layers: 1,
    reason: 'the build history says FROM docker.io/library/alpine:latest',
    created: '2024-01-01T00:00:00Z',
  });
});
