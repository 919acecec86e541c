import { expect, test } from 'vitest';
import { componentsOf, observe, testFile } from '../../src/analyze/binary/testing/file.ts';
import { readSbom } from '../../src/analyze/sbom/analyzers.ts';
import type { Component } from '../../src/model/component.ts';
import { parseDigest } from '../../src/model/digest.ts';
import type { OperatingSystem } from '../../src/model/os.ts';
import type { ScanReport } from '../../src/model/report.ts';
import { cyclonedx17Output, cyclonedxOutput } from '../../src/output/cyclonedx.ts';
import { spdxOutput } from '../../src/output/spdx.ts';
import { spdxTagValueOutput } from '../../src/output/spdx-tag-value.ts';
import { spdx3Output } from '../../src/output/spdx3.ts';

const layer = parseDigest(`sha256:${'1'.repeat(64)}`);

const os: OperatingSystem = {
  id: 'almalinux',
  like: ['rhel', 'centos', 'fedora'],
  version: '9.4',
  codename: 'seafoam',
  title: 'AlmaLinux 9.4 (Seafoam Ocelot)',
  path: '/usr/lib/os-release',
  repositories: ['appstream', 'baseos'],
};

const rpm: Component = {
  id: 'pkg:rpm/almalinux/nodejs-libs@16.20-1.el9?arch=x86_64&distro=almalinux-9.4&epoch=1#/var/lib/rpm/rpmdb.sqlite',
  purl: 'pkg:rpm/almalinux/nodejs-libs@16.20-1.el9?arch=x86_64&distro=almalinux-9.4&epoch=1',
  name: 'nodejs-libs',
  version: '1:16.20-1.el9',
  ecosystem: 'rpm',
  presence: 'installed',
  locations: [{ path: '/var/lib/rpm/rpmdb.sqlite', layer }],
  source: { name: 'nodejs', version: '16.20-1.el9' },
  architecture: 'x86_64',
  licenses: [{ expression: 'MIT' }],
  hashes: [{ algorithm: 'sha256', value: 'a'.repeat(64) }],
  supplier: 'AlmaLinux',
  thirdParty: true,
  modularity: 'nodejs:16:8040020210318:x',
};

const libraries: readonly Component[] = [
  {
    id: 'pkg:npm/%40scope/thing@1.0.0#/app/package-lock.json#inner',
    purl: 'pkg:npm/%40scope/thing@1.0.0',
    name: '@scope/thing',
    version: '1.0.0',
    ecosystem: 'npm',
    presence: 'declared',
    locations: [
      { path: '/app/package-lock.json', line: 12 },
      { path: '/app/b', layer },
    ],
    scopes: ['dev', 'peer'],
    owner: rpm.id,
  },
  {
    id: 'pkg:golang/github.com/BurntSushi/toml@v1.3.2#/bin/app',
    purl: 'pkg:golang/github.com/BurntSushi/toml@v1.3.2',
    name: 'github.com/BurntSushi/toml',
    version: 'v1.3.2',
    ecosystem: 'golang',
    presence: 'embedded',
    locations: [{ path: '/bin/app' }],
    direct: false,
    linked: { packages: ['github.com/BurntSushi/toml'], functions: 'AAECAw==' },
  },
  {
    id: 'pkg:generic/redis@7.2.4#/usr/local/bin/redis-server',
    purl: 'pkg:generic/redis@7.2.4',
    name: 'redis',
    version: '7.2.4',
    ecosystem: 'generic',
    presence: 'embedded',
    locations: [{ path: '/usr/local/bin/redis-server', layer }],
    cpes: [
      'cpe:2.3:a:redis:redis:7.2.4:*:*:*:*:*:*:*',
      'cpe:2.3:a:redislabs:redis:7.2.4:*:*:*:*:*:*:*',
    ],
    technique: 'binary-analysis',
    confidence: 0.9,
  },
  {
    id: 'pkg:pypi/flask@2.0.0#/old/flask',
    purl: 'pkg:pypi/flask@2.0.0',
    name: 'flask',
    version: '2.0.0',
    ecosystem: 'pypi',
    presence: 'removed',
    locations: [{ path: '/old/flask', layer }],
    direct: true,
    removedIn: parseDigest(`sha256:${'2'.repeat(64)}`),
    replacedBy: '3.0.0',
  },
  {
    id: 'pkg:maven/org.example/deep@1#/a.war!/b.jar',
    purl: 'pkg:maven/org.example/deep@1',
    name: 'org.example:deep',
    version: '1',
    ecosystem: 'maven',
    presence: 'embedded',
    locations: [{ path: '/a.war!/b.jar', layer }],
    licenses: [{ raw: 'Own words' }],
  },
  {
    id: 'pkg:golang/example.com/main#/bin/app',
    purl: 'pkg:golang/example.com/main',
    name: 'example.com/main',
    version: '',
    ecosystem: 'golang',
    presence: 'embedded',
    locations: [{ path: '/bin/app' }],
  },
];

const report: ScanReport = {
  schemaVersion: '1.3',
  tool: { name: 'caisson', version: '0.0.0' },
  inventory: {
    artifact: { kind: 'image', reference: 'shop:1', source: 'docker:' },
    os,
    layers: [],
    components: [rpm, ...libraries],
    relations: [
      { from: libraries.at(-1)?.id ?? '', to: libraries[1]?.id ?? '', kind: 'depends-on' },
      { from: rpm.id, to: libraries[0]?.id ?? '', kind: 'depends-on' },
    ],
    gaps: [],
    analyzers: {},
    walked: { files: 1, bytes: 1 },
  },
  findings: [],
  gaps: [],
  decision: { verdict: 'allow', policy: 'default', reasons: [] },
  database: { build: '', builtAt: '', origin: 'none', segments: [] },
  notices: [],
};

test.for([
  ['CycloneDX 1.6', cyclonedxOutput, true],
  ['CycloneDX 1.7', cyclonedx17Output, true],
  ['SPDX 2.3', spdxOutput, false],
  ['SPDX 2.3 tag-value', spdxTagValueOutput, false],
  ['SPDX 3.0.1', spdx3Output, false],
] as const)('a scan of our own %s sees what the scan of the artifact saw', ([, output, lines]) => {
  const options = {
    columns: 80,
    colour: false,
    now: '2026-01-01T00:00:00Z',
    reproducible: true,
    flat: false,
  };
  const text = [...output.render(report, options)].join('');

  const { observations, error } = observe({ analyze: readSbom }, testFile('/shop.json', text));

  expect(error).toBeUndefined();
  // SPDX cannot say that something is no longer there.
  const told = report.inventory.components.filter(
    ({ presence }) => lines || presence !== 'removed',
  );
  const expected = told.map((component) => ({
    ...component,
    locations: component.locations.map(({ line, ...location }) => ({
      ...location,
      ...(lines && line !== undefined && { line }),
    })),
  }));
  expect(componentsOf(observations)).toEqual(expected);
  expect(observations.flatMap((seen) => (seen.type === 'os' ? [seen.os] : []))).toEqual([os]);
  const relations = observations.flatMap((seen) =>
    seen.type === 'relation' ? [seen.relation] : [],
  );
  expect(new Set(relations)).toEqual(new Set(report.inventory.relations));
});
