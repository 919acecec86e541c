import { createHmac, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSecretScanner } from '../scanner.ts';
import { testRule, testScope } from '../testing.ts';

const tokenForm = '\\b(?<secret>eyJ[\\w-]{10,400}\\.eyJ[\\w-]{4,400}\\.[\\w-]{20,400})';
const scanner = createSecretScanner(
  [
    testRule('jwt', tokenForm, ['eyJ'], { verify: 'jwt' }),
    testRule('url', '(?<secret>https://[^\\s]{1,100})', ['https://'], {
      verify: 'connection-string',
      class: 'connection-string',
    }),
    testRule('gitea-token', '(?i:gitea)[\\w ]{0,20}[:=] ?(?<secret>[a-f0-9]{40})', [
      { text: 'gitea', case: 'fold' },
    ]),
    testRule('key', '\\b(?<secret>key_[A-Za-z0-9]{32})\\b', ['key_']),
  ],
  { installationKey: new Uint8Array(32) },
);

function found(text: string): readonly string[] {
  return scanner
    .scanText(text, '/srv/sample.txt', testScope())
    .filter(({ rule }) => !rule.startsWith('generic'))
    .map(({ rule, severity, proof }) => `${rule} ${severity} ${proof ?? '-'}`);
}

function tokenOf(word: string): string {
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: 'a', name: 'b' },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${parts.join('.')}.${createHmac('sha256', word).update(parts.join('.')).digest('base64url')}`;
}

test('a token that anybody can sign is low', () => {
  expect(found(tokenOf('your-256-bit-secret'))).toEqual(['jwt low well-known']);
  expect(found(tokenOf('9zq-4fj2-Lw8d'))).toEqual(['jwt high parsed']);
});

const addresses: readonly (readonly [string, readonly string[]])[] = [
  ['https://deploy:Zt4-kQ9w@git.shop.internal/a', ['url high parsed']],
  ['https://deploy:Zt4-kQ9w@company.com`', ['url low -']],
  ['https://deploy:Zt4-kQ9w@acme\\&.org/a', ['url low -']],
  ['https://deploy:Zt4-kQ9w@dummy.faketld/', ['url low -']],
  ['https://deploy:Zt4-kQ9w@foo.com/', ['url low -']],
  ['https://deploy:password@git.shop.internal/a', []],
];

test.for(addresses)('%s', ([text, expected]) => {
  expect(found(text)).toEqual(expected);
});

test('a digest beside the name of a service is none of its tokens', () => {
  const digest = '3f2a9c81d7e64b05a1c8e2f7d9b3046a5c1e8f72';

  expect(found(`gitea token: ${digest}`)).toEqual(['gitea-token high -']);
  expect(found(`gitea commit: ${digest}`)).toEqual([]);
});

test('a token that counts up is low', () => {
  expect(found(`key_${'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEf'}`)).toEqual(['key low -']);
  expect(found(`key_${'1234567890'.repeat(3)}12`)).toEqual(['key low -']);
  expect(found('key_Zt4kQ9wLm2Xc7Vb1Nq8Rs5Td3Yf6Hg0J')).toEqual(['key high -']);
});

test('a key that is too short to protect anything is low', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });

  expect(found(pem.toString())).toEqual(['private-key low parsed']);
});
