import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullName, isFrom, isMovingTag, parseImage, versionOf } from './image.ts';

const hex = 'a'.repeat(64);

test.for([
  ['nginx', 'docker.io/library/nginx', undefined, undefined],
  ['nginx:1.29', 'docker.io/library/nginx', '1.29', undefined],
  ['acme/web', 'docker.io/acme/web', undefined, undefined],
  ['localhost/web:1', 'localhost/web', '1', undefined],
  ['localhost:5000/web', 'localhost:5000/web', undefined, undefined],
  ['GHCR.io/acme/web:v1', 'ghcr.io/acme/web', 'v1', undefined],
  [`web:1@sha256:${hex}`, 'docker.io/library/web', '1', `sha256:${hex}`],
] as const)('%s', ([text, name, tag, digest]) => {
  const image = parseImage(text);

  expect(image && fullName(image)).toBe(name);
  expect(image?.tag).toBe(tag);
  expect(image?.digest).toBe(digest);
});

test.for([
  '',
  'https://ghcr.io/acme/web',
  '$IMAGE',
  '{{ .image }}',
  'web@sha256:abc',
  'web:a b',
  'web:',
])('no runtime takes %j', (text) => {
  expect(parseImage(text)).toBeUndefined();
});

test('prefixes of registries end at a part of the name', () => {
  const image = parseImage('ghcr.io/acme/web:1') ?? { registry: '', repository: '' };
  const hub = parseImage('acme/web') ?? image;

  expect(['ghcr.io', 'ghcr.io/', 'ghcr.io/acme/'].map((one) => isFrom(image, one))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['ghcr.io/ac', 'hcr.io', 'acme'].map((one) => isFrom(image, one))).toEqual([
    false,
    false,
    false,
  ]);
  expect([isFrom(hub, 'acme'), isFrom(hub, 'docker.io')]).toEqual([true, true]);
});

test('tags that move, and versions in tags', () => {
  expect([undefined, 'latest', 'Stable', '1.2', 'latest-1'].map(isMovingTag)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(versionOf('v2.1.8-alpine')).toEqual([2, 1, 8]);
  expect(versionOf('9.2')).toEqual([9, 2, 0]);
  expect(versionOf('2024')).toBeUndefined();
});

test('any text is an image or none', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const image = parseImage(text);
      expect(image === undefined || image.repository.length > 0).toBe(true);
    }),
  );
});
