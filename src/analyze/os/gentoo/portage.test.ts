import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf } from '../../binary/testing/file.ts';
import { readFileAt } from '../testing/read.ts';

const contents = `dir /bin
obj /bin/a b 0123456789abcdef0123456789abcdef 1700000000
sym /bin/rbash -> a b 1700000000
something else
`;

test.for([
  ['app-shells/bash-5.1_p16-r6', 'app-shells/bash', '5.1_p16-r6'],
  ['sys-libs/libcap-ng-0.8.3', 'sys-libs/libcap-ng', '0.8.3'],
  ['media-libs/x264-0.0.20220222', 'media-libs/x264', '0.0.20220222'],
  ['dev-libs/font-7x-2-r1', 'dev-libs/font-7x', '2-r1'],
] as const)('%s is %s at %s', ([folder, name, version]) => {
  const path = `/var/db/pkg/${folder}/CONTENTS`;

  const { observations } = readFileAt(path, contents);

  expect(componentsOf(observations)).toMatchObject([
    { name, version, purl: `pkg:ebuild/${name}@${version}`, ecosystem: 'generic' },
  ]);
  expect(observations).toContainEqual({
    type: 'ownership',
    location: { path },
    ecosystem: 'generic',
    package: name,
    paths: ['/bin/a b', '/bin/rbash'],
  });
});

test.for(['/CONTENTS', '/var/db/pkg/a-1/CONTENTS', '/var/db/pkg/a/b/CONTENTS'])(
  'a file at %s is no package',
  (path) => {
    expect(readFileAt(path, contents)).toEqual({ observations: [], errors: [] });
  },
);

test('any text is read', () => {
  const words = fc.array(fc.constantFrom('obj', 'sym', ' ', '->', '/a', '\n', '\r'));
  const text = fc.oneof(
    fc.string(),
    words.map((parts) => parts.join('')),
  );

  fc.assert(
    fc.property(text, (content) => {
      expect(readFileAt('/var/db/pkg/a/b-1/CONTENTS', content).errors).toEqual([]);
    }),
  );
});
