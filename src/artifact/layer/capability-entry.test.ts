import { expect, test } from 'vitest';
import { capabilityRecord, fileCapabilities } from './capabilities.ts';
import { parsePax, paxValue } from './tar-pax.ts';

test('the attribute passes through a pax header byte by byte', () => {
  const value = Buffer.from('0100000200200000000000000000000000000000', 'hex');
  const body = Buffer.concat([Buffer.from(` ${capabilityRecord}=`), value, Buffer.from('\n')]);
  const record = Buffer.concat([Buffer.from(`${body.length + 2}`), body]);

  const found = paxValue(parsePax(record), capabilityRecord) ?? '';

  expect(fileCapabilities(Buffer.from(found, 'latin1'))).toEqual(['cap_net_raw']);
});
