import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ndbDatabase } from '#analyze/os/testing/rpm.ts';
import type { ScanReport } from '#model/report.ts';
import type { Planted } from '../accuracy/evaluate.ts';
import {
  apkInstalled,
  berkeleyDatabase,
  canWriteBerkeley,
  dpkgStatus,
  headersOf,
  installRpms,
  type PlantedRpm,
  releaseFile,
} from '../accuracy/os-trees.ts';
import { buildDatabase, gapsOf, scan } from '../accuracy/program.ts';
import { hasFeeds } from '../accuracy/records.ts';
import { type TreeFile, writeTree } from '../accuracy/trees.ts';
import { hasPrograms, temporary } from '../daemons.ts';
import { sampleImage, writeDockerArchive } from '../sample-image.ts';

/** Root file systems of three distributions with a few packages each, and exactly what the real advisories say of them. */
const can = hasFeeds('AlmaLinux', 'Debian');
const canRpm = can && hasPrograms('rpmbuild', 'rpm');
let directory = '';
let database = '';

beforeAll(() => {
  if (!can) return;
  directory = temporary('distributions');
  database = buildDatabase(directory, 'AlmaLinux', 'Debian', 'alpine-secdb');
});

afterAll(() => {
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

/** `package CVE severity fix [advisories]`, sorted. */
function linesOf({ findings }: ScanReport): readonly string[] {
  return findings
    .flatMap(({ finding }) => (finding.kind === 'vulnerability' ? [finding] : []))
    .map(({ rule, severity, vulnerability: facts }) => {
      const ids = facts.evidence.map(({ advisory }) => advisory.id).toSorted();
      const fix = facts.fixedVersion ?? 'none';
      return `${facts.component.name} ${rule} ${severity} ${fix} [${ids.join(' ')}]`;
    })
    .toSorted();
}

function fingerprintsOf({ findings }: ScanReport): readonly string[] {
  return findings.map(({ finding }) => `${finding.rule} ${finding.fingerprint}`);
}

/** What a finding of each CVE looks like. */
function each(name: string, cves: string, rest: string): readonly string[] {
  return cves.split(' ').map((cve) => `${name} CVE-${cve} ${rest}`);
}

/** The same files as a tree and as an image of two layers: the packages lie in the upper one. */
function scanBoth(name: string, files: readonly TreeFile[], code = 0): ScanReport {
  const root = join(directory, name);
  writeTree(root, files);
  const layers = files.map(([path, content]) => [{ path, content }]);
  writeDockerArchive(sampleImage(layers), `${root}.tar`, `${name}:1`);

  const [tree, image] = [`rootfs:${root}`, `${root}.tar`].map((one) => scan(one, database, code));
  if (tree === undefined || image === undefined) throw new Error('two scans');

  expect(tree.inventory.gaps).toEqual([]);
  expect(fingerprintsOf(image)).toEqual(fingerprintsOf(tree));
  expect(linesOf(image)).toEqual(linesOf(tree));
  return image;
}

describe.skipIf(!canRpm)('AlmaLinux 9', () => {
  const opensslCves =
    '2026-7383 2026-9076 2026-34180 2026-34181 2026-34182 2026-34183 2026-42764 2026-42766 2026-42767 2026-42768 2026-42769 2026-42770 2026-45445 2026-45446 2026-45447';
  const bindCves = '2026-11331 2026-13321 2026-11622 2026-11721 2026-13204 2026-10723';
  const openssl: readonly PlantedRpm[] = [
    { name: 'openssl-libs', version: '1:3.5.5-3.el9_8' },
    { name: 'openssl', version: '1:3.5.5-4.el9_8' },
  ];
  const bind: readonly PlantedRpm[] = [
    { name: 'bind-libs', version: '32:9.16.23-40.el9_8.2' },
    { name: 'bind-utils', version: '32:9.16.23-40.el9_8.10' },
  ];
  // What belongs to one stream is not compared with the fixes of another, nor with those outside of modules.
  const node: readonly PlantedRpm[] = [
    {
      name: 'nodejs',
      version: '1:18.20.4-1.module_el9.4.0+112+bb28ff81',
      label: 'nodejs:18:9040020240910:rhel9',
    },
    {
      name: 'nodejs-docs',
      version: '1:18.20.6-1.module_el9.5.0+136+92f38f3c',
      label: 'nodejs:18:9050020250210:rhel9',
    },
  ];
  const expected = [
    ...each('openssl-libs', opensslCves, 'high 1:3.5.5-4.el9_8 [ALSA-2026:25239]'),
    ...each('bind-libs', bindCves, 'high 32:9.16.23-40.el9_8.8 [ALSA-2026:54510]'),
    ...each(
      'nodejs',
      '2025-22150 2025-23085',
      'medium 1:18.20.6-1.module_el9.5.0+136+92f38f3c [ALSA-2025:1446]',
    ),
  ].toSorted();

  test.for([
    ['sqlite', 'var/lib/rpm/rpmdb.sqlite', (sqlite: string) => readFileSync(sqlite)],
    ['ndb', 'var/lib/rpm/Packages.db', (sqlite: string) => ndbDatabase(headersOf(sqlite))],
  ] as const)('exact findings from a database of %s', ([format, path, databaseOf]) => {
    const home = join(directory, `alma9-${format}`);
    mkdirSync(home);
    installRpms(home, 'openssl', openssl);
    installRpms(home, 'bind', bind);
    installRpms(home, 'nodejs', node);

    const report = scanBoth(`alma9-${format}-root`, [
      releaseFile('almalinux', '9.8'),
      [path, databaseOf(join(home, 'db', 'rpmdb.sqlite'))],
    ]);

    expect(report.inventory.components).toHaveLength(6);
    expect(gapsOf(report)).toEqual([]);
    expect(linesOf(report)).toEqual(expected);
  });
});

test.skipIf(!canRpm || !canWriteBerkeley())('AlmaLinux 8 with Berkeley DB: exact findings', () => {
  const home = join(directory, 'alma8');
  mkdirSync(home);
  installRpms(home, 'bind', [{ name: 'bind-libs', version: '32:9.11.36-16.el8_10.8' }]);
  // Without an epoch it is epoch 0, and so older than every fix of epoch 1.
  installRpms(home, 'openssl', [{ name: 'openssl-libs', version: '9.9.9-1.el8' }]);
  // Outside of modules: none of the many fixes of nodejs streams is about it.
  installRpms(home, 'nodejs', [{ name: 'nodejs', version: '1:10.0.0-1.el8' }]);
  const headers = headersOf(join(home, 'db', 'rpmdb.sqlite'));

  const report = scanBoth('alma8-root', [
    releaseFile('almalinux', '8.10'),
    ['var/lib/rpm/Packages', berkeleyDatabase(headers, join(home, 'Packages'))],
  ]);

  const found = linesOf(report);
  expect(found.filter((line) => line.startsWith('bind-libs '))).toEqual(
    each(
      'bind-libs',
      '2026-10723 2026-11622 2026-11721 2026-13204 2026-13321',
      'high 32:9.11.36-16.el8_10.14 [ALSA-2026:54654]',
    ),
  );
  expect(found).toContainEqual('openssl-libs CVE-2022-0778 high 1:1.1.1k-6.el8_5 [ALSA-2022:1065]');
  expect(found).toContainEqual('openssl-libs CVE-2024-5535 low 1:1.1.1k-14.el8_6 [ALSA-2024:7848]');
  expect(found.filter((line) => line.startsWith('nodejs '))).toEqual([]);
});

describe.skipIf(!can)('Alpine', () => {
  test('3.11: the origin decides, several fixes of one CVE count as the highest', () => {
    const packages: readonly Planted[] = [
      // Two fixes are listed for CVE-2019-5747, the lower one belongs to an older branch.
      { name: 'busybox', version: '1.29.3-r10' },
      { name: 'ssl_client', version: '1.29.3-r10', source: { name: 'busybox', version: '' } },
      { name: 'libcrypto1.1', version: '1.1.1d-r2', source: { name: 'openssl', version: '' } },
      { name: 'musl', version: '1.1.24-r2' },
      { name: 'expat', version: '2.2.7-r1' },
      // Suffixes: a candidate and an alpha are older than the release, a patch is newer.
      { name: 'libxml2', version: '2.9.8_rc1-r1' },
      { name: 'py3-libxml2', version: '2.9.8_p1-r0', source: { name: 'libxml2', version: '' } },
      // From the community repository.
      { name: 'go', version: '1.13.1-r0' },
    ];

    const report = scanBoth('alpine311', [
      ['etc/os-release', 'ID=alpine\nVERSION_ID=3.11.6\nPRETTY_NAME="Alpine Linux v3.11"\n'],
      ['etc/apk/repositories', 'https://mirror.test/alpine/v3.11/main\n'],
      apkInstalled(packages),
    ]);

    expect(gapsOf(report)).toEqual([]);
    expect(linesOf(report)).toEqual([
      'busybox CVE-2019-5747 unknown 1.30.1-r2 [CVE-2019-5747]',
      'go CVE-2019-17596 unknown 1.13.2-r0 [CVE-2019-17596]',
      'libcrypto1.1 CVE-2019-1551 unknown 1.1.1d-r3 [CVE-2019-1551]',
      'libxml2 CVE-2018-14404 unknown 2.9.8-r1 [CVE-2018-14404]',
      'libxml2 CVE-2018-14567 unknown 2.9.8-r1 [CVE-2018-14567]',
      'libxml2 CVE-2018-9251 unknown 2.9.8-r1 [CVE-2018-9251]',
      'ssl_client CVE-2019-5747 unknown 1.30.1-r2 [CVE-2019-5747]',
    ]);
  });

  test('3.8: fixed in version 0 means never affected', () => {
    const report = scanBoth('alpine38', [
      releaseFile('alpine', '3.8.5'),
      apkInstalled([{ name: 'db', version: '5.0.0-r0' }]),
    ]);

    expect(gapsOf(report)).toEqual([]);
    expect(linesOf(report)).toEqual([]);
  });

  test('a release without advisories is a gap, not clean', () => {
    const files = [
      releaseFile('alpine', '3.20.0'),
      apkInstalled([{ name: 'busybox', version: '1.0.0-r0' }]),
    ];

    const report = scanBoth('alpine320', files, 3);

    expect(linesOf(report)).toEqual([]);
    expect(gapsOf(report)).toMatchObject([{ reason: 'no-advisories' }]);
  });
});

describe.skipIf(!can)('Debian', () => {
  test('11: sources, epochs, rebuilds without changes and backports', () => {
    const packages: readonly Planted[] = [
      // A rebuild (+b1): the source has the version without it.
      {
        name: 'libssl1.1',
        version: '1.1.1n-0+deb11u3+b1',
        source: { name: 'openssl', version: '1.1.1n-0+deb11u3' },
      },
      { name: 'openssl', version: '1.1.1n-0+deb11u4' },
      // ~ sorts before nothing, and the epoch is part of it.
      {
        name: 'bind9-libs',
        version: '1:9.16.33-1~deb11u1',
        source: { name: 'bind9', version: '1:9.16.33-1~deb11u1' },
      },
      // The binary has a version of its own, far above the source's fix.
      {
        name: 'python3-libxml2',
        version: '99:1.0-1',
        source: { name: 'libxml2', version: '2.9.10+dfsg-6.7+deb11u2' },
      },
    ];

    const report = scanBoth('debian11', [releaseFile('debian', '11'), dpkgStatus(packages)]);

    expect(gapsOf(report)).toEqual([]);
    expect(linesOf(report)).toEqual(
      [
        ...each(
          'bind9-libs',
          '2022-3094 2022-3736 2022-3924',
          'unknown 1:9.16.37-1~deb11u1 [DSA-5329-1]',
        ),
        ...each(
          'libssl1.1',
          '2022-2097 2022-4304 2022-4450 2023-0215 2023-0286',
          'unknown 1.1.1n-0+deb11u4 [DSA-5343-1]',
        ),
        ...each(
          'python3-libxml2',
          '2022-40303 2022-40304',
          'unknown 2.9.10+dfsg-6.7+deb11u3 [DSA-5271-1]',
        ),
      ].toSorted(),
    );
  });

  test('10: security updates and those of long-term support', () => {
    const packages: readonly Planted[] = [
      { name: 'libxml2', version: '2.9.4+dfsg1-7+deb10u4' },
      {
        name: 'bind9-host',
        version: '1:9.11.5.P4+dfsg-5.1+deb10u7',
        source: { name: 'bind9', version: '1:9.11.5.P4+dfsg-5.1+deb10u7' },
      },
    ];

    const report = scanBoth('debian10', [releaseFile('debian', '10.13'), dpkgStatus(packages)]);

    expect(linesOf(report)).toEqual(
      [
        ...each(
          'bind9-host',
          '2022-2795 2022-38177 2022-38178',
          'unknown 1:9.11.5.P4+dfsg-5.1+deb10u8 [DLA-3138-1]',
        ),
        ...each('libxml2', '2022-40303 2022-40304', 'unknown 2.9.4+dfsg1-7+deb10u5 [DLA-3172-1]'),
      ].toSorted(),
    );
  });
});
