import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validity } from '../relation/certificates.ts';
import { coversHost, isKeyOf, readCertificate } from './certificate.ts';
import { decodeBase64 } from './secret-object.ts';
import { isPlaceholder, isSecretName, secretKindOf, secretsInText } from './sensitive.ts';

test.for([
  'DB_PASSWORD',
  'clientSecret',
  'aws.secret-access-key',
  'api_key',
  'TOKEN',
  'dbPassword2',
])('%s is the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.for([
  'tokenUrl',
  'PASSWORD_FILE',
  'secretName',
  'keyboard',
  'primary_key',
  'passwordPolicy',
  'monkey',
])('%s is no name of a secret', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.for([
  '',
  '${DB_PASSWORD}',
  '{{ .Values.password }}',
  'changeme',
  '<password>',
  '/run/secrets/db',
  'true',
  'xxxx',
  'your-token',
])('%j stands for a secret that comes later', (value) => {
  expect(isPlaceholder(value)).toBe(true);
});

test.for(['blue-horse-staple', 'S3cr3t!', '4f9d2c1e'])('%j is a secret', (value) => {
  expect(isPlaceholder(value)).toBe(false);
});

test.for([
  ['postgres://shop:horse-staple@db/shop', 'a password in a URL'],
  [`-----BEGIN ${'RSA PRIVATE'} KEY-----`, 'a private key'],
] as const)('%s is told by its form', ([value, kind]) => {
  expect(secretKindOf(value)).toBe(kind);
});

test('a URL with a variable for the password has no secret in it', () => {
  expect(secretKindOf('postgres://shop:${PASSWORD}@db/shop')).toBeUndefined();
});

test('lines of settings are told apart from code and references', () => {
  const text =
    'user=shop\npassword = blue-horse\ntoken: getToken()\nsecret: ${SECRET}\nsecret.name: db\n';

  expect(secretsInText(text)).toEqual([{ name: 'password', line: 1 }]);
});

test.for([
  ['shop.example.com', 'shop.example.com', true],
  ['*.example.com', 'shop.example.com', true],
  ['*.example.com', 'a.shop.example.com', false],
  ['*.example.com', 'example.com', false],
  ['SHOP.example.com', 'shop.EXAMPLE.com', true],
] as const)('a certificate for %s and the host %s: %s', ([name, host, expected]) => {
  expect(coversHost(name, host)).toBe(expected);
});

const day = 86_400_000;

test.for([
  [-1, 'is not valid before 1970-01-01'],
  [0, undefined],
  [50 * day, undefined],
  [80 * day, 'ends on 1970-04-11'],
  [101 * day, 'ended on 1970-04-11'],
] as const)('a certificate of 100 days at %d ms: %s', ([time, expected]) => {
  const facts = {
    subject: 'a',
    from: 0,
    until: 100 * day,
    keyType: 'ec',
    names: [],
    isAuthority: false,
  };

  expect(validity(facts, new Date(time))?.text).toBe(expected);
});

test.for([
  ['aGFsbG8=', 'hallo'],
  ['aGFs\nbG8=\n', 'hallo'],
  ['', ''],
] as const)('%j is base64', ([text, expected]) => {
  expect(Buffer.from(decodeBase64(text) ?? []).toString()).toBe(expected);
});

test.for(['hallo', 'a', 'aGFsbG8', '!!!!', 'aG==FsbG'])('%j is not base64', (text) => {
  expect(decodeBase64(text)).toBeUndefined();
});

test('any bytes are read as a certificate or not at all', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.string({ maxLength: 300 }), (bytes, text) => {
      const pem = Buffer.from(
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`,
      );
      expect(readCertificate(bytes)).toBeUndefined();
      expect([undefined, false]).toContain(isKeyOf(pem, bytes));
      expect(Array.isArray(secretsInText(text))).toBe(true);
    }),
  );
});

test('texts made to be slow are read like any other', () => {
  const parts = ['eyJ-', 'password', '-----BEGIN ', 'a://b:', '\n', ' = ', '"'];

  for (const text of parts.map((part) => part.repeat(100_000))) {
    expect(secretKindOf(text)).toBeUndefined();
    expect(secretsInText(text)).toEqual([]);
    expect(isPlaceholder(text)).toBe(text.trim() === '');
  }
});
