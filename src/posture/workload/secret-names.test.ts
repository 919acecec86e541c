import { expect, test } from 'vitest';
import { isLiteralSecret, isSecretName, looksSecret } from './secret-names.ts';

test.for([
  'DB_PASSWORD',
  'dbPassword',
  'api-key',
  'AWS_SECRET_ACCESS_KEY',
  'GITHUB_TOKEN',
  'privateKey',
  'JWT',
  'SMTP_PASS',
  'spring.datasource.password',
])('%s names a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.for([
  'DB_PASSWORD_FILE',
  'SECRET_NAME',
  'TOKEN_TTL',
  'TOKEN_URL',
  'PUBLIC_KEY',
  'MAX_TOKENS',
  'KEY',
  'JWT_ISSUER',
  'PASSWORD_MIN_LENGTH',
  'TOKENIZER',
  'COMPASS',
  'KEYBOARD',
  'SECRET_PROVIDER',
  'TOKEN_SERVICE',
])('%s names none', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.for(['correct-horse', 'hunter2', '123456', 'pa$$word'])('%s may be a secret', (value) => {
  expect(isLiteralSecret(value)).toBe(true);
});

test.for(['', 'true', '/run/secrets/db', '$(DB)', '${DB}', '<token>', '{{ .token }}', 'vault:a/b'])(
  '%j is none',
  (value) => {
    expect(isLiteralSecret(value)).toBe(false);
  },
);

test.for([
  ['postgres://shop:battery-staple@db/shop', true],
  ['postgres://shop:$(PASSWORD)@db/shop', false],
  ['postgres://db/shop', false],
  ['-----BEGIN RSA PRIVATE KEY-----', true],
  ['-----BEGIN CERTIFICATE-----', false],
  [`AKIA${'Q'.repeat(16)}`, true],
  ['http://localhost:8080/a@b', false],
] as const)('the form of %s', ([text, isSecret]) => {
  expect(looksSecret(text)).toBe(isSecret);
});
