import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt } from './attempt.ts';
import { formatImageName, parseImageName } from './image-name.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.for([
  ['nginx', 'index.docker.io', 'library/nginx', 'latest', undefined],
  ['nginx:1.27', 'index.docker.io', 'library/nginx', '1.27', undefined],
  ['docker.io/nginx', 'index.docker.io', 'library/nginx', 'latest', undefined],
  ['index.docker.io/nginx', 'index.docker.io', 'library/nginx', 'latest', undefined],
  ['bitnami/redis', 'index.docker.io', 'bitnami/redis', 'latest', undefined],
  ['ghcr.io/a/b/c:v1', 'ghcr.io', 'a/b/c', 'v1', undefined],
  ['localhost/shop', 'localhost', 'shop', 'latest', undefined],
  ['localhost:5000/shop', 'localhost:5000', 'shop', 'latest', undefined],
  ['localhost:5000/shop:1', 'localhost:5000', 'shop', '1', undefined],
  ['host:5000/a/b', 'host:5000', 'a/b', 'latest', undefined],
  ['[::1]:5000/a/b', '[::1]:5000', 'a/b', 'latest', undefined],
  ['shop/a', 'index.docker.io', 'shop/a', 'latest', undefined],
  [`nginx@${digest}`, 'index.docker.io', 'library/nginx', undefined, digest],
  [`nginx:1.27@${digest}`, 'index.docker.io', 'library/nginx', undefined, digest],
  [`ghcr.io:443/a/b:v1@${digest}`, 'ghcr.io:443', 'a/b', undefined, digest],
] as const)(
  '%s is registry %s, repository %s, tag %s, digest %s',
  ([text, registry, repository, tag, hash]) => {
    const { registry: r, repository: p, tag: t, digest: d } = parseImageName(text);

    expect([r, p, t, d]).toEqual([registry, repository, tag, hash]);
  },
);

test.for([
  '',
  ':',
  'nginx:',
  'NGINX',
  'nginx:a b',
  `nginx:${'a'.repeat(129)}`,
  'nginx@sha256:abc',
  `nginx@sha512:${'a'.repeat(128)}`,
  `nginx@${digest.toUpperCase()}`,
  `a@${digest}@${digest}`,
  `@${digest}`,
  'ho st.io/a',
  'ho^st.io/ab',
  'ghcr.io/',
  'a:b:c',
  `ghcr.io/${'a'.repeat(256)}`,
  'ngin\u00e4x',
])('%j is no reference', (text) => {
  expect(() => parseImageName(text)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

test('whatever is read as a reference throws nothing but a complaint about input, and what is written can be read', () => {
  const unit = fc.constantFrom(...'abz019.:/@-_A['.split(''), digest);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit, maxLength: 20 }), fc.string()), (text) => {
      expect(() =>
        attempt(() => {
          const name = parseImageName(text);
          expect(parseImageName(formatImageName(name))).toEqual(name);
        }),
      ).not.toThrow();
    }),
  );
});
