import { generateKeyPairSync } from 'node:crypto';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Secret } from '#model/secret.ts';
import { secretAnalyzer } from './analyzer.ts';
import { sampleScanner, sampleToken, tarOf, testScope, viewOf, zipOf } from './testing.ts';

const scanner = sampleScanner();
const scope = testScope();
const token = sampleToken();

function secretsOf(content: string | Uint8Array, path = '/srv/file'): readonly Secret[] {
  return scanner.scanFile(viewOf(path, content), scope).secrets;
}

test('a secret is told by rule, place, length, ending and a masked line, never by itself', () => {
  const [secret] = secretsOf(`first\nexport TOKEN=${token} # mine\n`);

  expect(secret).toMatchObject({
    rule: 'sample-token',
    location: { path: '/srv/file', line: 2, column: 14, endLine: 2, endColumn: 42 },
    length: 28,
    ending: token.slice(-4),
    excerpt: 'export TOKEN=******************** # mine',
  });
  expect(JSON.stringify(secret)).not.toContain(token);
});

test('columns count UTF-16 units, and lines end with LF also after CR', () => {
  const [secret] = secretsOf(`é\r\n😀é ${token}\r\n`);

  expect(secret?.location).toMatchObject({ line: 2, column: 5 });
});

test('the same secret in one file is told once, with the number of further places', () => {
  const other = sampleToken(2);
  const secrets = secretsOf(`${token}\n${other}\n${token}\n${token}\n`);

  expect(secrets.map(({ location, more }) => [location.line, more])).toEqual([
    [1, 2],
    [2, undefined],
  ]);
});

test('a secret over the border of two chunks is found, at its line', () => {
  for (const shift of [0, 1, 13, 27, 28]) {
    const padding = `${'x'.repeat(98)} \n`.repeat(6000).slice(0, 512 * 1024 - shift - 1);
    const secrets = secretsOf(`${padding}\n${token}\n`);

    expect(secrets).toHaveLength(1);
    expect(secrets[0]?.location.line).toBe(padding.split('\n').length + 1);
  }
});

/** Base64 in lines of `width` characters. */
function wrapped(text: string, width: number): string {
  const lines = Buffer.from(text)
    .toString('base64')
    .match(new RegExp(`.{1,${width}}`, 'g'));
  return (lines ?? []).join('\n');
}

const encodings: readonly (readonly [string, string | Uint8Array, readonly string[]])[] = [
  ['base64', Buffer.from(`user ${token}`).toString('base64'), ['base64']],
  [
    'base64 twice',
    Buffer.from(Buffer.from(`user ${token}`).toString('base64')).toString('base64'),
    ['base64', 'base64'],
  ],
  [
    'base64 over lines',
    wrapped(`${'some words before it, '.repeat(4)}${token} and more`, 64),
    ['base64'],
  ],
  [
    'base64 in a block of YAML',
    `data:\n  config: |\n    ${wrapped(`${'a: b\n'.repeat(20)}key: ${token}\nmore: c\n`, 76).replaceAll('\n', '\r\n    ')}\n  other: x\n`,
    ['base64'],
  ],
  ['hex', Buffer.from(`user ${token}`).toString('hex'), ['hex']],
  ['percent', `a=1%26b%3D${token}%22`, ['percent']],
  ['JSON escapes', `{"a":"b\\u003d${token}\\u0022"}`, ['escapes']],
  ['HTML entities', `x ${token.replace('_', '&#95;')}&quot;`, ['entities']],
  ['UTF-16 LE', Buffer.from(`\ufeffkey of the service: ${token} and more`, 'utf16le'), ['utf-16']],
  [
    'UTF-16 BE',
    Buffer.from(`\ufeffkey of the service: ${token} and more`, 'utf16le').swap16(),
    ['utf-16'],
  ],
  ['gzip', gzipSync(`a\n${token}\n`), ['gzip']],
  ['zstd', zstdCompressSync(`a\n${token}\n`), ['zstd']],
  ['zlib, as objects of git', deflateSync(`blob 99\0a\n${token}\n`), ['zlib']],
  ['gzip in base64', `data: ${gzipSync(`a ${token}`).toString('base64')}`, ['base64', 'gzip']],
];

test.for(encodings)('it reads %s', ([, content, decoders]) => {
  const secrets = secretsOf(content);

  expect(secrets.map(({ rule }) => rule)).toEqual(['sample-token']);
  expect(secrets[0]?.decoders).toEqual(decoders);
});

const archives: readonly (readonly [string, Uint8Array, string])[] = [
  ['zip', zipOf({ 'a/b.txt': `x ${token}` }), '/srv/file!/a/b.txt'],
  ['zip in zip', zipOf({ 'in.jar': zipOf({ 'c.yml': `x ${token}` }) }), '/srv/file!/in.jar!/c.yml'],
  [
    'a program with a zip behind it',
    Buffer.concat([Buffer.from('#!/bin/sh\nexit\n'), zipOf({ 'b.txt': token })]),
    '/srv/file!/b.txt',
  ],
  ['tar', tarOf({ './etc/app.env': `TOKEN=${token}\n` }), '/srv/file!/etc/app.env'],
  ['tar.gz', gzipSync(tarOf({ 'x/y': token })), '/srv/file!/x/y'],
];

test.for(archives)('it looks into %s', ([, content, path]) => {
  expect(secretsOf(content).map(({ location }) => location.path)).toEqual([path]);
});

test('what is packed too deep or cannot be read is a gap', () => {
  let nested: Buffer = Buffer.from(token);
  for (let depth = 0; depth < 6; depth += 1) nested = zipOf({ 'x.zip': nested });
  const encrypted = zipOf({ a: token });
  encrypted[encrypted.indexOf('PK\u0001\u0002', 0, 'latin1') + 8] = 1;

  expect(scanner.scanFile(viewOf('/a.zip', nested), scope).gaps[0]?.reason).toBe('too-large');
  expect(scanner.scanFile(viewOf('/b.zip', encrypted), scope).gaps[0]).toMatchObject({
    reason: 'unsupported',
    location: { path: '/b.zip!/a' },
  });
});

test('a private key is proven, an encrypted one is low, a public one is none', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const locked = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  });

  expect(secretsOf(pem)[0]).toMatchObject({
    class: 'private-key',
    proof: 'parsed',
    severity: 'high',
    location: { line: 2 },
  });
  expect(secretsOf(JSON.stringify({ key: pem }))[0]).toMatchObject({
    proof: 'parsed',
    location: { line: 1 },
  });
  expect(secretsOf(locked)[0]).toMatchObject({
    severity: 'low',
    reasons: ['encrypted with a passphrase'],
  });
  expect(secretsOf(publicKey.export({ type: 'spki', format: 'pem' }))).toEqual([]);
});

const markers: readonly (readonly [string, string, boolean])[] = [
  ['gitleaks:allow', `${token} # gitleaks:allow`, true],
  ['trufflehog:ignore', `${token} // trufflehog:ignore`, true],
  ['pragma: allowlist secret', `${token}  # pragma: allowlist secret`, true],
  ['pragma: allowlist nextline secret', `# pragma: allowlist nextline secret\n${token}`, true],
  [
    'caisson:allow with its rule',
    `${token} # caisson:allow sample-token until=2027-01-01 test data`,
    true,
  ],
  ['caisson:allow with another rule', `${token} # caisson:allow other-rule`, false],
  ['a marker on another line', `# gitleaks:allow\n${token}`, false],
];

test.for(markers)('%s', ([, content, allowed]) => {
  const [secret] = secretsOf(content);

  expect(secret?.rule).toBe('sample-token');
  expect(secret?.allowed?.line).toBe(allowed ? 1 : undefined);
});

test('what is generated is named alike everywhere, what can be guessed only with the key of the installation', () => {
  const other = sampleScanner({ installationKey: new Uint8Array(32).fill(7) });
  const settings = 'DB_PASSWORD=hunter2-9\n';

  expect(other.scanText(token, 'a', scope)[0]?.key).toBe(
    scanner.scanText(token, 'b', scope)[0]?.key,
  );
  expect(other.scanText(settings, '.env', scope)[0]?.key).not.toBe(
    scanner.scanText(settings, '.env', scope)[0]?.key,
  );
});

test('the analyzer gives a secret with its location', () => {
  const [observation] = secretAnalyzer(scanner).analyze(viewOf('/a', token), scope);

  expect(observation).toMatchObject({ type: 'secret', location: { path: '/a', line: 1 } });
});

test('time runs out as a gap', () => {
  let now = 0;
  const late = { ...scope, clock: () => new Date((now += 5000)) };
  const { gaps } = sampleScanner({ fileTimeMs: 12_000 }).scanFile(
    viewOf('/big', Buffer.alloc(4 << 20)),
    late,
  );

  expect(gaps[0]?.reason).toBe('timed-out');
});

const samples = [
  zipOf({ a: token, b: 'x' }),
  tarOf({ a: token }),
  gzipSync(token),
  deflateSync(token),
  Buffer.from(`{"password":"${token}","k":"${Buffer.from(token).toString('base64')}"}`),
];

test('whatever the bytes are, it throws nothing', () => {
  const mutation = fc.record({
    sample: fc.constantFrom(...samples),
    at: fc.nat(3000),
    byte: fc.nat(255),
    cut: fc.nat(3000),
  });
  fc.assert(
    fc.property(mutation, fc.uint8Array({ maxLength: 300 }), ({ sample, at, byte, cut }, tail) => {
      const bytes = Buffer.concat([
        sample.subarray(0, Math.max(1, sample.length - (cut % sample.length))),
        tail,
      ]);
      bytes[at % bytes.length] = byte;
      expect(() => scanner.scanFile(viewOf('/x', bytes), scope)).not.toThrow();
    }),
    { numRuns: 300 },
  );
});
