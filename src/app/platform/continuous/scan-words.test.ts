import { expect, test } from 'vitest';
import { scanWords } from './scan-words.ts';

function imageWords(reference: string): readonly string[] {
  return scanWords({ target: 'image', reference }, []);
}

test.for([
  'registry:r.example:5000/team/shop:1',
  'registry:host:12',
  'registry:metadata:1',
  'docker:shop:1',
  'container:abc',
])('%s is read as it was asked for', (asked) => {
  expect(imageWords(asked)).toEqual(['scan', asked]);
});

test.for([
  '--config=/etc/passwd',
  '-ojson=/etc/crontab',
  'registry:',
  'registry:-x',
  'registry:/etc',
  'registry:../x',
  'registry:dir:/etc',
])('%s is no image', (asked) => {
  expect(() => imageWords(asked)).toThrow('does not name an image');
});

test.for(['registry:169.254.169.254/latest:1', 'registry:metadata.google.internal/a/b:1'])(
  'metadata services are not asked: %s',
  (asked) => {
    expect(() => imageWords(asked)).toThrow('is no address of a registry');
  },
);

test('a cluster that is no longer watched is not looked for', () => {
  const wish = { target: 'cluster', reference: 'prod' } as const;

  expect(scanWords(wish, [{ name: 'prod', context: 'p' }])).toEqual([
    'kube',
    'scan',
    '--context',
    'p',
  ]);
  expect(() => scanWords(wish, [])).toThrow('no longer watched');
});
