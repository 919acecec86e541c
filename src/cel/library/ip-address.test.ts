import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt } from './attempt.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';
import {
  formatIpPrefix,
  maskPrefix,
  parseIpPrefix,
  prefixContains,
  prefixContainsPrefix,
} from './ip-prefix.ts';
import {
  isGlobalUnicast,
  isLinkLocalMulticast,
  isLinkLocalUnicast,
  isLoopback,
  isUnspecified,
} from './ip-range.ts';

const addresses: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:DB8::ABCD', '2001:db8::abcd'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0db8:0001:0000:0001:0001:0001:0001', '2001:db8:1:0:1:1:1:1'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ['::ffff:102:304', '::ffff:1.2.3.4'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['fe80::1%a:b.c%d', 'fe80::1%a:b.c%d'],
];

test.for(addresses)('the address %s is written %s', ([text, canonical]) => {
  expect(formatIpAddress(parseIpAddress(text))).toBe(canonical);
});

test.for([
  '',
  'localhost',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '1.2.3.1000',
  '01.2.3.4',
  '1.2.3.04',
  '00.0.0.0',
  '1.2.3.',
  '.1.2.3',
  '1..2.3',
  '1.2.3.4 ',
  ' 1.2.3.4',
  '+1.2.3.4',
  '0x1.2.3.4',
  '1.2.3.4%eth0',
  '%eth0',
  'fe80::1%',
  ':',
  ':::',
  '1:',
  ':1',
  '1:2',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1:2:3:4::5:6:7:8',
  '12345::',
  'g::',
  '::1.2.3.4:5',
  '1.2.3.4::',
  '::1.2.3',
  '::01.2.3.4',
  '1:2:3:4:5:6:7:1.2.3.4',
  '[::1]',
  '1.2.3.٤',
])('%j is no address', (text) => {
  expect(() => parseIpAddress(text)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

test.for([
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['127.1.2.3', 'loopback'],
  ['::1', 'loopback'],
  ['224.0.0.251', 'link-local multicast'],
  ['ff02::fb', 'link-local multicast'],
  ['ff12::1', 'link-local multicast'],
  ['ff05::1', 'other multicast'],
  ['239.1.1.1', 'other multicast'],
  ['169.254.169.254', 'link-local unicast'],
  ['fe80::1', 'link-local unicast'],
  ['febf::1', 'link-local unicast'],
  ['fec0::1', 'global unicast'],
  ['10.0.0.1', 'global unicast'],
  ['fd00::1', 'global unicast'],
  ['8.8.8.8', 'global unicast'],
  ['255.255.255.255', 'broadcast'],
] as const)('%s is %s', ([text, range]) => {
  const address = parseIpAddress(text);

  expect({
    unspecified: isUnspecified(address),
    loopback: isLoopback(address),
    'link-local multicast': isLinkLocalMulticast(address),
    'link-local unicast': isLinkLocalUnicast(address),
    'global unicast': isGlobalUnicast(address),
  }).toEqual({
    unspecified: range === 'unspecified',
    loopback: range === 'loopback',
    'link-local multicast': range === 'link-local multicast',
    'link-local unicast': range === 'link-local unicast',
    'global unicast': range === 'global unicast',
  });
});

test.for([
  ['192.168.1.77/24', '192.168.1.0/24'],
  ['192.168.1.77/32', '192.168.1.77/32'],
  ['192.168.1.77/0', '0.0.0.0/0'],
  ['10.255.255.255/9', '10.128.0.0/9'],
  ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
  ['::1/128', '::1/128'],
] as const)('the network of %s is %s', ([text, masked]) => {
  const prefix = parseIpPrefix(text);

  expect(formatIpPrefix(prefix)).toBe(text);
  expect(formatIpPrefix(maskPrefix(prefix))).toBe(masked);
});

test.for([
  '1.2.3.4',
  '1.2.3.4/',
  '1.2.3.4/33',
  '::/129',
  '1.2.3.4/01',
  '1.2.3.4/+1',
  '1.2.3.4/-1',
  '1.2.3.4/1 ',
  'fe80::1%eth0/64',
  '1.2.3/8',
  '1.2.3.4/8/8',
  '1.2.3.4/99999999999',
])('%s is no prefix', (text) => {
  expect(() => parseIpPrefix(text)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

test('a network contains addresses and networks of its own family only', () => {
  const private10 = parseIpPrefix('10.0.0.0/8');

  expect(prefixContains(private10, parseIpAddress('10.255.0.1'))).toBe(true);
  expect(prefixContains(private10, parseIpAddress('11.0.0.1'))).toBe(false);
  expect(prefixContains(parseIpPrefix('0.0.0.0/0'), parseIpAddress('::1'))).toBe(false);
  expect(prefixContainsPrefix(private10, parseIpPrefix('10.1.0.0/16'))).toBe(true);
  expect(prefixContainsPrefix(private10, parseIpPrefix('10.0.0.0/8'))).toBe(true);
  expect(prefixContainsPrefix(parseIpPrefix('10.1.0.0/16'), private10)).toBe(false);
  expect(prefixContainsPrefix(private10, parseIpPrefix('11.0.0.0/16'))).toBe(false);
});

test('every address survives being written and read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseIpAddress(text);
      expect(parseIpAddress(formatIpAddress(address))).toEqual(address);
    }),
  );
});

test('whatever is read as an address or prefix throws nothing but a complaint about input', () => {
  const alphabet = fc.constantFrom(...'0123456789abcdef:./%gZ '.split(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: alphabet, maxLength: 50 }), fc.string()), (text) => {
      for (const parse of [parseIpAddress, parseIpPrefix])
        expect(() =>
          attempt(() => {
            parse(text);
          }),
        ).not.toThrow();
    }),
  );
});
