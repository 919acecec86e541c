import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CelError } from '../value.ts';
import { attempt } from './attempt.ts';
import { splitPort } from './url-authority.ts';
import { escapedPath, formatUrl, fromBytes, parseUrl, toBytes } from './url-reference.ts';

function read(text: string) {
  const url = parseUrl(toBytes(text), false);
  const { name, port } = splitPort(url.host);
  return [url.scheme, fromBytes(url.host), fromBytes(name), port, escapedPath(url)];
}

test.for([
  ['https://example.com:80/a/b', ['https', 'example.com:80', 'example.com', '80', '/a/b']],
  ['HTTPS://Example.COM/', ['https', 'Example.COM', 'Example.COM', '', '/']],
  ['https://example.com', ['https', 'example.com', 'example.com', '', '']],
  ['https://example.com:/x', ['https', 'example.com:', 'example.com', '', '/x']],
  ['https://user:pass@example.com/', ['https', 'example.com', 'example.com', '', '/']],
  ['https://[::1]:80/', ['https', '[::1]:80', '::1', '80', '/']],
  ['https://[::1]/', ['https', '[::1]', '::1', '', '/']],
  ['https://[fe80::1%25en0]:80/', ['https', '[fe80::1%en0]:80', 'fe80::1%en0', '80', '/']],
  ['https://127.0.0.1:80/', ['https', '127.0.0.1:80', '127.0.0.1', '80', '/']],
  ['/path', ['', '', '', '', '/path']],
  ['//host/path', ['', 'host', 'host', '', '/path']],
  ['///path', ['', '', '', '', '///path']],
  [
    'https://example.com/path with spaces/',
    ['https', 'example.com', 'example.com', '', '/path%20with%20spaces/'],
  ],
  ['https://example.com/a%2Fb', ['https', 'example.com', 'example.com', '', '/a%2Fb']],
  ['https://example.com/é', ['https', 'example.com', 'example.com', '', '/%C3%A9']],
  ['https://exämple.com/', ['https', 'exämple.com', 'exämple.com', '', '/']],
  ['https://ex%C3%A4mple.com/', ['https', 'exämple.com', 'exämple.com', '', '/']],
  [
    "https://example.com/!$&'()*+,;=:@[]",
    ['https', 'example.com', 'example.com', '', "/!$&'()*+,;=:@[]"],
  ],
  ['https://example.com/a?b#c', ['https', 'example.com', 'example.com', '', '/a']],
  ['mailto:a@b.c', ['mailto', '', '', '', '']],
  ['file:///etc/passwd', ['file', '', '', '', '/etc/passwd']],
  ['*', ['', '', '', '', '*']],
  ['../a', ['', '', '', '', '../a']],
  ['', ['', '', '', '', '']],
] as const)('%s is read as %j', ([text, parts]) => {
  expect(read(text)).toEqual(parts);
});

test.for([
  ':x',
  '1http://x',
  'http://a b/',
  'http://a%20b/',
  'http://[::1',
  'http://[1.2.3.4]/',
  'http://[x]/',
  'http://a[::1]/',
  'http://h:80a/',
  'http://::1/',
  'http://a:80:80/',
  'http://us er@h/',
  'http://h/%',
  'http://h/%2',
  'http://h/%gg',
  'http://h/\u0000',
  'http://h/\u007f',
  '1:b/c',
  'http://h^/',
  'http://%zz/',
])('%j is no URL', (text) => {
  expect(() => parseUrl(toBytes(text), false)).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
});

test.for([
  ['https://example.com', true],
  ['/path', true],
  ['//host/path', true],
  ['mailto:a@b', true],
  ['*', true],
  ['', false],
  ['path', false],
  ['../path', false],
  ['?q', false],
  ['http://[::1]/#frag', true],
] as const)('%j as the URI of a request: %s', ([text, good]) => {
  const parsed = attempt(() => parseUrl(toBytes(text), true));

  expect(!(parsed instanceof CelError)).toBe(good);
});

test.for([
  'https://user:p%40ss@example.com:80/a%2Fb?q=1&r#frag',
  'https://example.com?',
  'mailto:a@b',
  'file:///etc',
  'file:/etc',
  '//host/x',
  '/a:b',
  'http://[fe80::1%25en0]/',
])('%s is written as it was read', (text) => {
  expect(formatUrl(parseUrl(text, false))).toBe(text);
});

test('whatever is read as a URL throws nothing but a complaint about input, and what is written can be read', () => {
  const unit = fc.constantFrom(...'ahtp:/?#[]@%2518.-~ é\u0001'.split(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit, maxLength: 30 }), fc.string()), (text) => {
      expect(() =>
        attempt(() => {
          const url = parseUrl(toBytes(text), false);
          expect(typeof formatUrl(url)).toBe('string');
        }),
      ).not.toThrow();
    }),
  );
});
