import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { osvRecord, writeBucket } from '../src/advisory/testing.ts';
import { sampleImage, type TarFile, writeDockerArchive } from './sample-image.ts';

const vectors = {
  critical: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  medium: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H',
} as const;

/**
 * Writes advisories in the layout of the OSV bucket: `left-pad` before 2.0.0 is critical and known to be exploited,
 * `right-pad` is medium and has no fix, Debian 12's `openssl` before 3.0.15 has no severity.
 */
export function writeFeeds(directory: string, modified = '2026-11-20T00:00:00Z'): void {
  writeBucket(directory, 'npm', [
    osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'], undefined, {
      modified,
      aliases: ['CVE-2026-0001'],
      summary: 'left-pad pads too far',
      severity: [{ type: 'CVSS_V3', score: vectors.critical }],
    }),
    osvRecord('GHSA-dddd-eeee-ffff', ['npm', 'right-pad'], [{ introduced: '0' }], {
      modified,
      aliases: ['CVE-2026-0002'],
      severity: [{ type: 'CVSS_V3', score: vectors.medium }],
    }),
  ]);
  writeBucket(directory, 'Debian', [
    osvRecord(
      'DEBIAN-CVE-2026-0003',
      ['Debian:12', 'openssl'],
      [{ introduced: '0' }, { fixed: '3.0.15-1' }],
      {
        modified,
        upstream: ['CVE-2026-0003'],
      },
    ),
  ]);
  const vulnerabilities = [
    {
      cveID: 'CVE-2026-0001',
      vendorProject: 'left',
      product: 'pad',
      vulnerabilityName: 'left-pad',
      dateAdded: '2026-11-01',
      dueDate: '2026-11-21',
      shortDescription: 'pads too far',
      requiredAction: 'upgrade',
      knownRansomwareCampaignUse: 'Unknown',
    },
  ];
  writeFileSync(
    join(directory, 'known_exploited_vulnerabilities.json'),
    JSON.stringify({
      catalogVersion: '2026.11.20',
      dateReleased: '2026-11-20T00:00:00.000Z',
      count: 1,
      vulnerabilities,
    }),
  );
}

/** What the sample advisories are about, as files of an image: three packages, each with one finding. */
export const sampleFiles: readonly (readonly TarFile[])[] = [
  [
    {
      path: 'etc/os-release',
      content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    },
    {
      path: 'var/lib/dpkg/status',
      content:
        'Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Debian <d@debian.org>\nVersion: 3.0.11-1\nDescription: tool\n\n',
    },
  ],
  [nodePackage('left-pad', '1.3.0'), nodePackage('right-pad', '1.0.1')],
];

/** Writes the sample image as `docker save` does. */
export function writeSampleArchive(path: string): void {
  writeDockerArchive(sampleImage(sampleFiles), path, 'shop:1.4');
}

export function nodePackage(name: string, version: string): TarFile {
  return {
    path: `app/node_modules/${name}/package.json`,
    content: JSON.stringify({ name, version, license: 'MIT' }),
  };
}
