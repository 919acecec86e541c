import { expect, test } from 'vitest';
import { classifyAddress } from './address.ts';
import { parseTarget, resolveTarget } from './target.ts';

test.for([
  ['93.184.216.34', 'public'],
  ['2606:2800:220:1::1', 'public'],
  ['127.0.0.1', 'private'],
  ['10.1.2.3', 'private'],
  ['100.64.0.1', 'private'],
  ['192.168.0.1', 'private'],
  ['::1', 'private'],
  ['fd12::1', 'private'],
  ['::ffff:127.0.0.1', 'private'],
  ['64:ff9b::7f00:1', 'private'],
  ['2002:7f00:1::', 'private'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['169.254.169.254', 'forbidden'],
  ['169.254.1.1', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['0.0.0.0', 'forbidden'],
  ['::', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['ff02::1', 'forbidden'],
  ['240.0.0.1', 'forbidden'],
  ['64:ff9b:1::1', 'forbidden'],
  ['::7f00:1', 'forbidden'],
] as const)('%s is %s', ([address, kind]) => {
  expect(classifyAddress(address)).toBe(kind);
});

test.for([
  'http://0x7f000001/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://127.0.0.1./',
  'http://[::1]/',
  'http://[::ffff:7f00:1]/',
  'http://①②⑦.0.0.1/',
])('%s is refused without leave', async (address) => {
  await expect(
    resolveTarget(parseTarget(address).hostname, { allowPrivate: false }),
  ).rejects.toMatchObject({ code: 'access.forbidden' });
});

test.for(['ftp://a.test/', 'file:///etc/passwd', 'https://u:p@a.test/', 'nonsense', 'http:///x y'])(
  '%s is no address',
  (address) => {
    expect(() => parseTarget(address)).toThrow(
      expect.objectContaining({ code: 'usage.invalid-argument' }),
    );
  },
);

test('a name that leads to a public and a private address is refused; it is asked once', async () => {
  let asked = 0;
  async function resolve(): Promise<readonly string[]> {
    asked += 1;
    return asked === 1 ? ['93.184.216.34', '10.0.0.1'] : ['127.0.0.1'];
  }
  await expect(resolveTarget('a.test', { allowPrivate: false, resolve })).rejects.toMatchObject({
    code: 'access.forbidden',
  });
  expect(asked).toBe(1);
});
