import { expect, test } from 'vitest';
import { parseImageReference } from './image-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

const names = [
  ['alpine', { registry: 'docker.io', repository: 'library/alpine', hasRegistry: false }],
  [
    'alpine:3',
    { registry: 'docker.io', repository: 'library/alpine', hasRegistry: false, tag: '3' },
  ],
  ['a/b', { registry: 'docker.io', repository: 'a/b', hasRegistry: false }],
  ['localhost/x:y', { registry: 'localhost', repository: 'x', hasRegistry: true, tag: 'y' }],
  ['host:5000/a/b', { registry: 'host:5000', repository: 'a/b', hasRegistry: true }],
  [
    `ghcr.io/a/b:1@${digest}`,
    { registry: 'ghcr.io', repository: 'a/b', hasRegistry: true, tag: '1', digest },
  ],
] as const;

test.for(names)('%s', ([text, wanted]) => {
  expect(parseImageReference(text)).toEqual(wanted);
});

const wrong = [
  '',
  'Alpine',
  'a:',
  'a@',
  'a//b',
  'busybox:',
  'busyboxbox:',
  '-a',
  'a/b:$x',
  `a@${digest.slice(0, 20)}`,
];

test.for(wrong)('%j is no image name', (text) => {
  expect(parseImageReference(text)).toBeUndefined();
});
