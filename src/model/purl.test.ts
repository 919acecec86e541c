import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { formatPurl, type Purl, parsePurl } from './purl.ts';

const canonical: readonly (readonly [string, Purl])[] = [
  ['pkg:npm/lodash@4.17.21', { type: 'npm', name: 'lodash', version: '4.17.21' }],
  [
    'pkg:npm/%40babel/core@7.0.0#lib/index.js',
    { type: 'npm', namespace: '@babel', name: 'core', version: '7.0.0', subpath: 'lib/index.js' },
  ],
  [
    'pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64&distro=debian-12',
    {
      type: 'deb',
      namespace: 'debian',
      name: 'libstdc++6',
      version: '12.2.0-14',
      qualifiers: { distro: 'debian-12', arch: 'amd64' },
    },
  ],
  [
    'pkg:deb/debian/vim@2:9.0.1378-2',
    { type: 'deb', namespace: 'debian', name: 'vim', version: '2:9.0.1378-2' },
  ],
  [
    'pkg:golang/github.com/Azure/go-autorest/v14@v14.2.0%2Bincompatible',
    {
      type: 'golang',
      namespace: 'github.com/Azure/go-autorest',
      name: 'v14',
      version: 'v14.2.0+incompatible',
    },
  ],
  ['pkg:golang/stdlib@1.21.3', { type: 'golang', name: 'stdlib', version: '1.21.3' }],
  ['pkg:generic/a%2Fb', { type: 'generic', name: 'a/b' }],
  [
    'pkg:conan/x@1?compiler=gcc&compiler.version=12',
    {
      type: 'conan',
      name: 'x',
      version: '1',
      qualifiers: { 'compiler.version': '12', compiler: 'gcc' },
    },
  ],
];

test.for(canonical)('%s is read and written', ([text, purl]) => {
  expect(parsePurl(text)).toEqual(purl);
  expect(formatPurl(purl)).toBe(text);
});

const spellings = [
  ['pkg://npm/lodash', 'pkg:npm/lodash'],
  ['pkg:NPM/@babel/core@7.0.0', 'pkg:npm/%40babel/core@7.0.0'],
  ['pkg:npm/@babel/core', 'pkg:npm/%40babel/core'],
  ['pkg:PyPI/Flask_Cors@1', 'pkg:pypi/flask-cors@1'],
  ['pkg:composer/Symfony/HTTP@1', 'pkg:composer/symfony/http@1'],
  ['pkg:rpm/Fedora/Curl@1?Arch=x86_64', 'pkg:rpm/fedora/Curl@1?arch=x86_64'],
  ['pkg:nuget/EnterpriseLibrary.Common@6', 'pkg:nuget/EnterpriseLibrary.Common@6'],
  ['pkg:cargo/Inflector@1', 'pkg:cargo/Inflector@1'],
  ['pkg:brew/node@20@20.10.0', 'pkg:brew/node%4020@20.10.0'],
  ['pkg:golang/github.com%2Fgorilla/mux@1', 'pkg:golang/github.com/gorilla/mux@1'],
  ['pkg:generic/x@1?a=&b=2&c', 'pkg:generic/x@1?b=2'],
  [
    'pkg:generic/x@1?url=https://example.com/?q=1',
    'pkg:generic/x@1?url=https:%2F%2Fexample.com%2F%3Fq%3D1',
  ],
  ['pkg:generic/x#/a/./../b//c/', 'pkg:generic/x#a/b/c'],
] as const;

test.for(spellings)('%s is %s', ([text, expected]) => {
  expect(formatPurl(parsePurl(text))).toBe(expected);
});

test.for([
  '',
  'npm/lodash@1',
  'pkg:',
  'pkg:npm',
  'pkg:npm/',
  'pkg:maven/@1.3.4',
  'pkg:swift/github.com/Alamofire/@5.4.3',
  'pkg:3npm/x',
  'pkg:n&m/x',
  'pkg%3Anpm/x',
  'pkg:npm/%zz',
  'pkg:npm/x?in%20production=true',
  'pkg:npm/x?__proto__=1',
  'pkg:swift/Alamofire@5.4.3',
  'pkg:julia/Dates',
  'pkg:cpan/LWP::UserAgent',
  `pkg:npm/${'x'.repeat(20_000)}`,
])('%s is refused', (text) => {
  expect(() => parsePurl(text)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

test.for<Purl>([
  { type: 'npm', name: '' },
  { type: '', name: 'x' },
  { type: 'npm', name: 'x', qualifiers: { 'in production': 'true' } },
  { type: 'vcpkg', namespace: 'boost', name: 'asio' },
])('%j is not written', (purl) => {
  expect(() => formatPurl(purl)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

test('whatever is written is read back, and reading it again changes nothing', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  const segments = fc
    .array(
      text.filter((segment) => !segment.includes('/')),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join('/'));
  const purl = fc.record(
    {
      type: fc.constantFrom(
        'npm',
        'pypi',
        'deb',
        'rpm',
        'golang',
        'maven',
        'generic',
        'nuget',
        'oci',
      ),
      namespace: segments,
      name: text,
      version: text,
      qualifiers: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9._-]{0,6}$/), text, { maxKeys: 3 }),
    },
    { requiredKeys: ['type', 'name'] },
  );

  fc.assert(
    fc.property(purl, (given) => {
      const written = formatPurl(given);

      expect(formatPurl(parsePurl(written))).toBe(written);
    }),
  );
});

test('any text is read or refused, nothing else', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'pkg:',
          'npm',
          'pypi',
          '/',
          '@',
          '?',
          '#',
          '=',
          '&',
          '%',
          '%2F',
          '%00',
          'a',
          '..',
          '\ud800',
        ),
      )
      .map((parts) => parts.join('')),
  );

  fc.assert(
    fc.property(hostile, (text) => {
      expect(outcomeOf(text)).toMatch(/^(?:read|refused)$/);
    }),
    { numRuns: 1000 },
  );
});

function outcomeOf(text: string): string {
  try {
    return parsePurl(text).name === '' ? 'without a name' : 'read';
  } catch (error) {
    return isCaissonError(error, 'input.malformed') ? 'refused' : String(error);
  }
}
