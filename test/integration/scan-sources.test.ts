import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScanReport } from '#model/report.ts';
import {
  type Daemon,
  hasPrograms,
  isRoot,
  run,
  startContainerd,
  startDocker,
  startRegistry,
  temporary,
} from '../daemons.ts';
import { canBuildDebian, debianTar } from '../debian-image.ts';
import { type SampleImage, writeDockerArchive, writeLayout } from '../sample-image.ts';

/**
 * One Debian image, obtained in every way: the findings and their fingerprints must be the same, and the same as those of
 * the unpacked tree. Packages as in a small application image, so that there is something to find.
 */
const packages = ['openssl', 'curl', 'libxml2', 'python3-minimal'];
const can = canBuildDebian() && hasPrograms('skopeo', 'umoci');
const name = 'caisson-test/debian:12';
const daemons: Daemon[] = [];
let directory = '';
let archive = '';
let wanted: ScanReport;

function scan(reference: string, environment: Readonly<Record<string, string>> = {}): ScanReport {
  const words = ['dist/caisson.js', 'scan', '--quiet', '--no-cache', '-o', 'json', reference];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, CAISSON_CACHE_DIR: join(directory, 'cache'), ...environment },
  });
  expect(`${status} ${stderr}`).toBe('0 ');
  return JSON.parse(stdout) as ScanReport;
}

function fingerprints({ findings }: ScanReport): readonly string[] {
  return findings.map(({ finding }) => `${finding.rule} ${finding.fingerprint}`);
}

/** What an SBOM can tell of as well: neither files nor the configuration of an image are in it. */
function ofSoftware({ findings }: ScanReport): readonly string[] {
  return findings.flatMap(({ finding }) =>
    ['vulnerability', 'lifecycle', 'license'].includes(finding.kind)
      ? [`${finding.rule} ${finding.fingerprint}`]
      : [],
  );
}

/** Without what only the configuration of the image tells. */
function ofFiles({ findings }: ScanReport): readonly string[] {
  return findings.flatMap(({ finding }) =>
    finding.kind === 'misconfiguration' ? [] : [`${finding.rule} ${finding.fingerprint}`],
  );
}

function imageOf(tar: string): SampleImage {
  const content = readFileSync(tar);
  const diffId = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['/bin/sh'] },
      rootfs: { type: 'layers', diff_ids: [diffId] },
      history: [{ created_by: 'ADD rootfs.tar /' }],
    }),
  );
  const id = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  return { tars: [content], config, id, diffIds: [diffId] };
}

beforeAll(() => {
  if (!can) return;
  directory = temporary('scan');
  const image = imageOf(debianTar('debian-12-small', packages));
  archive = join(directory, 'image.tar');
  writeDockerArchive(image, archive, name);
  writeLayout(image, join(directory, 'layout'), '12', 'gzip');
  writeLayout(image, join(directory, 'layout-zstd'), '12', 'zstd');
  wanted = scan(archive);
});

afterAll(async () => {
  for (const daemon of daemons) await daemon[Symbol.asyncDispose]();
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

test.skipIf(!can)('a Debian 12 image has its distribution, its packages and real CVEs', () => {
  const { inventory, findings, decision } = wanted;

  expect(inventory.os).toMatchObject({ id: 'debian', version: '12' });
  expect(inventory.gaps).toEqual([]);
  expect(decision.verdict).toBe('allow');
  expect(inventory.components.length).toBeGreaterThan(100);
  expect(findings.length).toBeGreaterThan(50);
  const openssl = findings.flatMap(({ finding }) =>
    finding.kind === 'vulnerability' && finding.vulnerability.component.name === 'openssl'
      ? [finding.vulnerability]
      : [],
  );
  expect(openssl.length).toBeGreaterThan(0);
  expect(openssl[0]?.fixedVersion).toMatch(/^3\.0\./);
});

test.skipIf(!can).for(['layout', 'layout-zstd'])('%s gives the same findings', (layout) => {
  expect(fingerprints(scan(join(directory, layout)))).toEqual(fingerprints(wanted));
});

test.skipIf(!can)('an OCI archive gives the same findings', () => {
  const tar = join(directory, 'oci.tar');
  run('skopeo', 'copy', '--quiet', `oci:${join(directory, 'layout')}:12`, `oci-archive:${tar}:12`);

  expect(fingerprints(scan(tar))).toEqual(fingerprints(wanted));
});

test.skipIf(!can)('the unpacked tree gives the same findings', () => {
  const root = join(directory, 'root');
  mkdirSync(root);
  run('tar', '-C', root, '--exclude=./dev/*', '-xf', debianTar('debian-12-small', packages));

  expect(ofFiles(scan(`rootfs:${root}`)).toSorted()).toEqual(ofFiles(wanted).toSorted());
});

test.skipIf(!can).for(['cyclonedx', 'cyclonedx-1.7', 'spdx'])(
  'its own SBOM (%s) gives the same findings',
  (format) => {
    const path = join(directory, `sbom.${format}.json`);
    const words = ['dist/caisson.js', 'scan', '--quiet', '-o', `${format}=${path}`, archive];
    expect(spawnSync(process.execPath, words).status).toBe(0);

    const report = scan(`sbom:${path}`);

    expect(ofSoftware(report)).toEqual(ofSoftware(wanted));
    expect(report.inventory.components.length).toBe(wanted.inventory.components.length);
  },
);

test.skipIf(!can || !hasPrograms('docker-registry', 'curl'))(
  'a registry gives the same findings',
  async () => {
    const registry = await startRegistry();
    daemons.push(registry);
    const target = `${registry.address}/${name}`;
    run(
      'skopeo',
      'copy',
      '--quiet',
      '--dest-tls-verify=false',
      `oci:${join(directory, 'layout')}:12`,
      `docker://${target}`,
    );

    const report = scan(target, { CAISSON_INSECURE: registry.address });

    expect(report.inventory.image?.manifestDigest).toMatch(/^sha256:/);
    expect(fingerprints(report)).toEqual(fingerprints(wanted));
  },
);

test.skipIf(!can || !isRoot() || !hasPrograms('dockerd', 'docker'))(
  'Docker gives the same findings',
  async () => {
    const docker = await startDocker();
    daemons.push(docker);
    run('docker', '-H', `unix://${docker.address}`, 'load', '--quiet', '--input', archive);

    const report = scan(name, { DOCKER_HOST: `unix://${docker.address}` });

    expect(report.inventory.artifact.source).toBe('docker:');
    expect(fingerprints(report)).toEqual(fingerprints(wanted));
  },
);

test.skipIf(!can || !isRoot() || !hasPrograms('containerd', 'ctr'))(
  'containerd gives the same findings',
  async () => {
    const containerd = await startContainerd();
    daemons.push(containerd);
    run('ctr', '--address', containerd.address, 'image', 'import', '--no-unpack', archive);

    const report = scan(`containerd:docker.io/${name}`, {
      CAISSON_CONTAINERD_ROOT: join(containerd.directory, 'root'),
    });

    expect(fingerprints(report)).toEqual(fingerprints(wanted));
  },
);
