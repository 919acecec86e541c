import { expect, test } from 'vitest';
import { segmentOfSystem } from './os.ts';

test.for([
  ['debian', '12', 'debian-12'],
  ['debian', '12.5', 'debian-12'],
  ['debian', '', undefined],
  ['debian', 'forky/sid', 'debian-sid'],
  ['debian', 'sid', 'debian-sid'],
  ['minimos', '20240101', 'minimos'],
  ['echo', '1', 'echo'],
  ['ubuntu', '22.04', 'ubuntu-22.04'],
  ['alpine', '3.20.3', 'alpine-3.20'],
  ['alpine', '3.21.0_alpha20240807', 'alpine-edge'],
  ['wolfi', '20230201', 'wolfi'],
  ['rhel', '9.4', 'rhel-9'],
  ['ol', '8.9', 'oracle-8'],
  ['amzn', '2', 'amazon-2'],
  ['amzn', '2023', 'amazon-2023'],
  ['amzn', '2018.03', 'amazon-1'],
  ['sles', '15.5', 'sles-15.5'],
  ['mariner', '2.0', 'azurelinux-2.0'],
  ['arch', '', 'arch'],
  ['nobody', '1', undefined],
] as const)('%s %s', ([id, version, wanted]) => {
  const os = { id, version, like: [], title: id, path: '/etc/os-release' };

  expect(segmentOfSystem(os)).toBe(wanted);
});
