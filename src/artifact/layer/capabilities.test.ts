import { expect, test } from 'vitest';
import { fileCapabilities } from './capabilities.ts';

test.for([
  ['0100000200200000000000000000000000000000', ['cap_net_raw']],
  ['0100000200040000000000000000000000000000', ['cap_net_bind_service']],
  ['01000003ffffffff00000000ff01000000000000e8030000', 41],
  ['0000000200000000000000000000000000000000', undefined],
  ['01000002', undefined],
  ['0100000900200000000000000000000000000000', undefined],
] as const)('%s', ([hex, wanted]) => {
  const found = fileCapabilities(Buffer.from(hex, 'hex'));

  expect(typeof wanted === 'number' ? found?.length : found).toEqual(wanted);
});
