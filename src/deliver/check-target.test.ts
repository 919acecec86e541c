import { expect, test } from 'vitest';
import { checkTarget } from './check-target.ts';

function check(kind: string, address: string, more: object = {}): Promise<void> {
  const target = { kind, address, format: 'json', settings: {}, secrets: {}, allowPrivate: false };
  return checkTarget({ target: { ...target, format: 'json', ...more }, clock: () => new Date(0) });
}

test.for([
  ['webhook', 'http://169.254.169.254/latest/meta-data', 'access.forbidden'],
  ['webhook', 'http://127.0.0.1:8080/', 'access.forbidden'],
  ['webhook', 'http://localhost/', 'access.forbidden'],
  ['webhook', 'nonsense', 'usage.invalid-argument'],
  ['syslog', 'udp://10.0.0.1', 'access.forbidden'],
  ['syslog', 'https://192.0.2.1', 'usage.invalid-argument'],
  ['email', 'smtp://[::1]:25', 'access.forbidden'],
  ['email', 'smtp://a:b@192.0.2.1', 'usage.invalid-argument'],
  ['nats', 'nats://0x7f000001:4222', 'access.forbidden'],
  ['nats', '1.1.1.1:4222', 'usage.invalid-argument'],
  ['kafka', '1.1.1.1:9092, [::1]:9092', 'access.forbidden'],
  ['kafka', '1.1.1.1', 'usage.invalid-argument'],
  ['file', 'a.log', 'usage.invalid-config'],
  ['pigeon', 'https://1.1.1.1', 'input.unsupported'],
] as const)('%s at %s is refused: %s', async ([kind, address, code]) => {
  await expect(check(kind, address)).rejects.toMatchObject({ code });
});

test('what is never allowed is not allowed with private addresses either', async () => {
  await expect(
    check('webhook', 'http://169.254.169.254/', { allowPrivate: true }),
  ).rejects.toMatchObject({ code: 'access.forbidden' });
});

test.for([
  ['webhook', 'https://1.1.1.1/hook', {}],
  ['webhook', 'https://unresolved.invalid/hook', {}],
  ['slack', '', { secrets: { url: 'https://1.1.1.1/services/x' } }],
  ['syslog', 'tls://10.0.0.1', { allowPrivate: true }],
  ['kafka', '[::1]:9092', { allowPrivate: true }],
] as const)('%s at %s is taken', async ([kind, address, more]) => {
  await expect(check(kind, address, more)).resolves.toBeUndefined();
});
