import { type HeaderFields, headerBlob } from './rpm.ts';

const sourceRpm = 'tiny-1.2.3-4.el9.src.rpm';

/** Four packages and a key, as a small rpm database holds them; one is larger than a database page. */
const tinyPackages: readonly HeaderFields[] = [
  {
    name: 'tiny-base',
    epoch: [2],
    version: '1.2.3',
    release: '4.el9',
    arch: 'x86_64',
    vendor: 'Example Vendor',
    license: 'GPLv2+ and (MIT or ASL 2.0)',
    sourceRpm,
    modularityLabel: 'tiny:1:8080020230101:abcdef01',
    provideName: ['tiny-base', 'tiny-base(x86-64)', 'libtiny.so.1()(64bit)'],
    requireName: ['rpmlib(CompressedFileNames)', '(foo if bar)', '/bin/sh'],
    dirNames: ['/usr/lib64/', '/usr/share/tiny/'],
    baseNames: ['libtiny.so.1', 'data', 'more'],
    dirIndexes: [0, 1, 1],
  },
  {
    name: 'tiny-tool',
    version: '1.2.3',
    release: '4.el9',
    arch: 'noarch',
    vendor: '(none)',
    license: 'Custom',
    sourceRpm,
    provideName: ['tiny-tool'],
    requireName: ['libtiny.so.1()(64bit)', '/usr/share/tiny/data', 'tiny-base', 'tiny-base'],
    dirNames: ['/usr/bin/'],
    baseNames: ['tiny-tool'],
    dirIndexes: [0],
  },
  { name: 'gpg-pubkey', version: 'fd431d51', release: '4ae0493b', provideName: ['gpg(x)'] },
  {
    name: 'shell',
    version: '5',
    release: '1',
    arch: 'x86_64',
    dirNames: ['/usr/bin/'],
    baseNames: ['sh'],
    dirIndexes: [0],
  },
  {
    name: 'many-files',
    version: '1',
    release: '1',
    arch: 'x86_64',
    dirNames: ['/opt/'],
    baseNames: Array.from({ length: 600 }, (_, i) => `a-file-with-number-${i}`),
    dirIndexes: Array.from({ length: 600 }, () => 0),
  },
];

export const tinyBlobs: readonly Buffer[] = tinyPackages.map(headerBlob);
