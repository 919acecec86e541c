import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFileAt } from '../testing/read.ts';

const path = '/var/lib/chisel/manifest.wall';
const header = '{"jsonwall":"1.0","schema":"1.0","count":6}\n';
const lines = `{"kind":"content","slice":"libc6_libs","path":"/usr/lib/libc.so.6"}
{"kind":"content","slice":"libc6_config","path":"/etc/ld.so.conf"}
{"kind":"content","slice":"libc6_config","path":"/etc/"}
{"kind":"package","name":"libc6","version":"2.39-0ubuntu8.3","sha256":"00","arch":"amd64"}
{"kind":"path","path":"/etc/ld.so.conf","mode":"0644","slices":["libc6_config"]}
{"kind":"slice","name":"libc6_libs"}
`;

function read(text: string) {
  return readFileAt(path, zstdCompressSync(text));
}

test('packages and the files of their slices', () => {
  expect(read(header + lines)).toEqual({
    errors: [],
    observations: [
      {
        type: 'component',
        component: {
          id: `pkg:deb/libc6@2.39-0ubuntu8.3?arch=amd64#${path}`,
          purl: 'pkg:deb/libc6@2.39-0ubuntu8.3?arch=amd64',
          name: 'libc6',
          version: '2.39-0ubuntu8.3',
          architecture: 'amd64',
          ecosystem: 'deb',
          presence: 'installed',
          locations: [{ path }],
        },
      },
      {
        type: 'ownership',
        location: { path },
        ecosystem: 'deb',
        package: 'libc6',
        paths: ['/usr/lib/libc.so.6', '/etc/ld.so.conf'],
      },
    ],
  });
});

test.for([
  ['no JSON', 'hello', 'input.malformed'],
  ['no header', lines, 'input.malformed'],
  ['a later schema', '{"jsonwall":"1.0","schema":"2.0"}\n', 'input.unsupported'],
  ['a package without a version', `${header}{"kind":"package","name":"a"}`, 'input.malformed'],
] as const)('%s is refused', ([, text, code]) => {
  expect(read(text).errors).toMatchObject([{ code }]);
});

test('a manifest that grows beyond the limit is refused', () => {
  const bomb = zstdCompressSync(header + ' '.repeat(100_000));

  expect(readFileAt(path, bomb, { maxFileBytes: 50_000 }).errors).toMatchObject([
    { code: 'limit.size' },
  ]);
});

test('any bytes and any damage are survived', () => {
  const whole = header + lines;
  const cut = fc.tuple(fc.nat(whole.length), fc.nat(whole.length), fc.string());
  const mutated = cut.map(([a, b, text]) =>
    zstdCompressSync(whole.slice(0, a) + text + whole.slice(b)),
  );

  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      expect(readFileAt(path, bytes).errors.length).toBeLessThanOrEqual(1);
    }),
  );
});
