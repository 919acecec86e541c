import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  componentsOf,
  edgesOf,
  gapsOf,
  observe,
  testFile,
  testScope,
} from '../binary/testing/file.ts';
import { readSbom } from './analyzers.ts';

const reader = { analyze: readSbom };
const diffId = `sha256:${'a'.repeat(64)}`;

const trivy = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { type: 'container', 'bom-ref': 'root', name: 'shop:1' } },
  components: [
    { type: 'operating-system', 'bom-ref': 'os', name: 'redhat', version: '9.3' },
    {
      type: 'library',
      'bom-ref': 'bash',
      name: 'bash',
      version: '5.1.8-6.el9',
      purl: 'pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64&distro=redhat-9.3&epoch=1',
      supplier: { name: 'Red Hat, Inc.' },
      licenses: [{ license: { name: 'GPLv3+' } }],
      properties: [
        { name: 'aquasecurity:trivy:SrcName', value: 'bash' },
        { name: 'aquasecurity:trivy:SrcVersion', value: '5.1.8' },
        { name: 'aquasecurity:trivy:SrcRelease', value: '6.el9' },
        { name: 'aquasecurity:trivy:SrcEpoch', value: '1' },
        { name: 'aquasecurity:trivy:LayerDiffID', value: diffId },
      ],
    },
    { type: 'application', 'bom-ref': 'app', name: 'usr/bin/app' },
    {
      type: 'library',
      'bom-ref': 'toml',
      name: 'github.com/BurntSushi/toml',
      version: 'v1.3.2',
      purl: 'pkg:golang/github.com/burntsushi/toml@v1.3.2',
      properties: [
        { name: 'aquasecurity:trivy:FilePath', value: 'usr/bin/app' },
        { name: 'aquasecurity:trivy:LayerDiffID', value: diffId },
      ],
    },
    {
      type: 'library',
      'bom-ref': 'std',
      name: 'stdlib',
      version: 'v1.22.1',
      purl: 'pkg:golang/stdlib@v1.22.1',
    },
    {
      type: 'library',
      'bom-ref': 'jackson',
      group: 'com.fasterxml.jackson.core',
      name: 'jackson-databind',
      version: '2.13.0',
      purl: 'pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.13.0',
      hashes: [{ alg: 'SHA-1', content: 'A'.repeat(40) }],
    },
  ],
  dependencies: [
    { ref: 'root', dependsOn: ['os', 'app'] },
    { ref: 'toml', dependsOn: ['std', 'toml', 'nowhere'] },
    { ref: 'std', dependsOn: ['toml'] },
  ],
};

function read(content: unknown, path = '/shop.cdx.json') {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const { observations, error } = observe(reader, testFile(path, text));
  return { observations, error, components: componentsOf(observations) };
}

function systemOf(content: unknown) {
  const seen = read(content).observations.find(({ type }) => type === 'os');
  return seen?.type === 'os' ? `${seen.os.id} ${seen.os.version}` : undefined;
}

test('reads what Trivy writes: epochs, source packages, paths, layers, names with their case', () => {
  const { components, observations } = read(trivy);

  expect(components).toEqual([
    {
      id: 'pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64&distro=redhat-9.3&epoch=1#/shop.cdx.json',
      purl: 'pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64&distro=redhat-9.3&epoch=1',
      name: 'bash',
      version: '1:5.1.8-6.el9',
      ecosystem: 'rpm',
      presence: 'installed',
      locations: [{ path: '/shop.cdx.json' }],
      source: { name: 'bash', version: '1:5.1.8-6.el9' },
      architecture: 'x86_64',
      licenses: [{ raw: 'GPLv3+' }],
      supplier: 'Red Hat, Inc.',
    },
    expect.objectContaining({
      name: 'github.com/BurntSushi/toml',
      locations: [{ path: '/usr/bin/app', layer: diffId }],
    }),
    expect.objectContaining({ name: 'stdlib', version: '1.22.1' }),
    expect.objectContaining({
      name: 'com.fasterxml.jackson.core:jackson-databind',
      hashes: [{ algorithm: 'sha1', value: 'a'.repeat(40) }],
    }),
  ]);
  expect(edgesOf(observations)).toEqual([
    'pkg:golang/github.com/burntsushi/toml@v1.3.2 -> pkg:golang/stdlib@v1.22.1',
    'pkg:golang/stdlib@v1.22.1 -> pkg:golang/github.com/burntsushi/toml@v1.3.2',
  ]);
});

const systems: readonly (readonly [string, unknown, string | undefined])[] = [
  ['its own entry, in the words of os-release', trivy, 'rhel 9.3'],
  ['the distro of package URLs', bomOf('pkg:deb/debian/zlib1g@1?distro=debian-12'), 'debian 12'],
  [
    'names with hyphens',
    bomOf('pkg:rpm/opensuse/zlib@1?distro=opensuse-leap-15.5'),
    'opensuse-leap 15.5',
  ],
  [
    'a distro that is only a version',
    bomOf('pkg:apk/alpine/zlib@1?distro=3.18.4'),
    'alpine 3.18.4',
  ],
  ['a rolling distribution', bomOf('pkg:apk/wolfi/zlib@1?distro=wolfi'), 'wolfi '],
  ['nothing', bomOf('pkg:npm/x@1'), undefined],
];

test.for(systems)('the operating system is known from %s', ([, document, expected]) => {
  expect(systemOf(document)).toBe(expected);
});

function bomOf(purl: string, properties: readonly object[] = []): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components: [{ type: 'library', 'bom-ref': 'a', name: 'zlib', purl, properties }],
  };
}

const sources: readonly (readonly [string, object, object | undefined])[] = [
  [
    'upstream name',
    bomOf('pkg:deb/debian/zlib1g@1.2?upstream=zlib'),
    { name: 'zlib', version: '1.2' },
  ],
  [
    'upstream name and version',
    bomOf('pkg:deb/debian/zlib1g@1.2?upstream=zlib%401.3'),
    { name: 'zlib', version: '1.3' },
  ],
  [
    'upstream source rpm',
    bomOf('pkg:rpm/rhel/libcurl@7.76-1.el9?epoch=2&upstream=curl-7.76-1.el9.src.rpm'),
    { name: 'curl', version: '2:7.76-1.el9' },
  ],
  [
    "Syft's properties",
    bomOf('pkg:deb/debian/zlib1g@1.2', [
      { name: 'syft:metadata:source', value: 'zlib' },
      { name: 'syft:metadata:sourceVersion', value: '1.4' },
    ]),
    { name: 'zlib', version: '1.4' },
  ],
  ['libraries have none', bomOf('pkg:npm/zlib@1?upstream=other'), undefined],
];

test.for(sources)('source package: %s', ([, document, expected]) => {
  expect(read(document).components[0]?.source).toEqual(expected);
});

test.for(['(devel)', 'UNKNOWN', ''])('a version of %j is not known', (version) => {
  const purl = `pkg:golang/example.com/a@${encodeURIComponent(version)}`;

  const { components } = read({
    bomFormat: 'CycloneDX',
    components: [{ type: 'library', name: 'example.com/a', version, purl }],
  });

  expect(components).toMatchObject([{ name: 'example.com/a', version: '' }]);
});

test('libraries that nothing can be looked up for are a gap, and the rest is read', () => {
  const { components, observations } = read({
    bomFormat: 'CycloneDX',
    components: [
      { type: 'library', name: 'a' },
      { type: 'library', name: 'b', purl: 'pkg:npm/b@1' },
      { type: 'application', name: 'only a heading' },
    ],
  });

  expect(components.map(({ name }) => name)).toEqual(['b']);
  expect(gapsOf(observations)).toMatchObject([{ reason: 'unknown-version' }]);
});

test('components inside components are contained in them', () => {
  const { observations } = read({
    bomFormat: 'CycloneDX',
    components: [
      {
        type: 'library',
        name: 'a',
        purl: 'pkg:npm/a@1',
        components: [{ name: 'b', purl: 'pkg:npm/b@2' }],
      },
    ],
  });

  expect(edgesOf(observations)).toEqual(['pkg:npm/a@1 -> pkg:npm/b@2']);
});

test('reads CycloneDX XML', () => {
  const { components, observations } = read(`<?xml version="1.0"?>
    <bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">
      <components>
        <component type="operating-system"><name>alpine</name><version>3.18.4</version></component>
        <component type="library" bom-ref="a">
          <group>com.example</group><name>shop</name><version>1.0</version>
          <hashes><hash alg="SHA-1">${'b'.repeat(40)}</hash></hashes>
          <licenses><license><id>MIT</id></license></licenses>
          <purl>pkg:maven/com.example/shop@1.0</purl>
          <properties><property name="caisson:path">/lib/shop.jar</property></properties>
        </component>
        <component type="library" bom-ref="b"><name>x</name><version>1 &amp; 2</version></component>
      </components>
      <dependencies><dependency ref="a"><dependency ref="b"/></dependency></dependencies>
    </bom>`);

  expect(components).toMatchObject([
    {
      name: 'com.example:shop',
      locations: [{ path: '/lib/shop.jar' }],
      licenses: [{ expression: 'MIT' }],
      hashes: [{ algorithm: 'sha1' }],
    },
    { name: 'x', version: '1 & 2', ecosystem: 'generic' },
  ]);
  expect(edgesOf(observations)).toHaveLength(1);
});

test('refuses XML with a document type: entities could expand without end', () => {
  const { error } = read('<!DOCTYPE bom [<!ENTITY a "aaaa">]><bom><components/></bom>');

  expect(error?.code).toBe('input.unsupported');
});

const spdx = {
  spdxVersion: 'SPDX-2.3',
  packages: [
    {
      SPDXID: 'SPDXRef-os',
      name: 'alpine',
      versionInfo: '3.18.4',
      primaryPackagePurpose: 'OPERATING-SYSTEM',
    },
    {
      SPDXID: 'SPDXRef-a',
      name: 'musl-utils',
      versionInfo: '1.2.4-r1',
      supplier: 'Organization: Alpine',
      sourceInfo: 'built package from: musl 1.2.4-r1',
      licenseDeclared: 'LicenseRef-1',
      checksums: [{ algorithm: 'SHA256', checksumValue: 'c'.repeat(64) }],
      externalRefs: [
        {
          referenceType: 'purl',
          referenceLocator: 'pkg:apk/alpine/musl-utils@1.2.4-r1?arch=x86_64',
        },
      ],
    },
    {
      SPDXID: 'SPDXRef-b',
      name: 'left-pad',
      versionInfo: '1.0.0',
      licenseDeclared: 'MIT',
      externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/left-pad@1.0.0' }],
    },
  ],
  hasExtractedLicensingInfos: [{ licenseId: 'LicenseRef-1', extractedText: 'Do as you please' }],
  relationships: [
    {
      spdxElementId: 'SPDXRef-a',
      relationshipType: 'DEPENDENCY_OF',
      relatedSpdxElement: 'SPDXRef-b',
    },
    { spdxElementId: 'SPDXRef-a', relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-b' },
  ],
};

const spdxTagValue = `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
# Packages
PackageName: alpine
SPDXID: SPDXRef-os
PackageVersion: 3.18.4
PrimaryPackagePurpose: OPERATING_SYSTEM

PackageName: musl-utils
SPDXID: SPDXRef-a
PackageVersion: 1.2.4-r1
PackageSupplier: Organization: Alpine
PackageSourceInfo: <text>built package from: musl 1.2.4-r1</text>
PackageLicenseDeclared: LicenseRef-1
PackageChecksum: SHA256: ${'c'.repeat(64)}
ExternalRef: PACKAGE-MANAGER purl pkg:apk/alpine/musl-utils@1.2.4-r1?arch=x86_64

PackageName: left-pad
SPDXID: SPDXRef-b
PackageVersion: 1.0.0
PackageLicenseDeclared: MIT
ExternalRef: PACKAGE-MANAGER purl pkg:npm/left-pad@1.0.0

LicenseID: LicenseRef-1
ExtractedText: <text>Do as
you please</text>

Relationship: SPDXRef-a DEPENDENCY_OF SPDXRef-b
Relationship: SPDXRef-a CONTAINS SPDXRef-b
`;

test.for([
  ['JSON', spdx],
  ['tag-value', spdxTagValue],
  ['JSON in an in-toto statement', { _type: 'https://in-toto.io/Statement/v1', predicate: spdx }],
  ['JSON as docker buildx shows it', { SPDX: spdx }],
  ['JSON as docker buildx shows it per platform', { 'linux/amd64': { SPDX: spdx } }],
  ["JSON in GitHub's export", { sbom: spdx }],
  [
    'JSON among attestations, one a line',
    [{ predicate: { scanner: {} } }, { predicate: spdx }]
      .map((statement) =>
        JSON.stringify({ payload: Buffer.from(JSON.stringify(statement)).toString('base64') }),
      )
      .join('\n'),
  ],
  [
    'JSON in a DSSE envelope',
    { payload: Buffer.from(JSON.stringify({ predicate: { Data: spdx } })).toString('base64') },
  ],
] as const)('reads SPDX 2.3 %s', ([, document]) => {
  const { components, observations } = read(document);

  expect(systemOf(document)).toBe('alpine 3.18.4');
  expect(components).toMatchObject([
    {
      name: 'musl-utils',
      version: '1.2.4-r1',
      ecosystem: 'apk',
      source: { name: 'musl', version: '1.2.4-r1' },
      supplier: 'Alpine',
      licenses: [{ raw: expect.stringMatching(/^Do as/) as unknown }],
      hashes: [{ algorithm: 'sha256' }],
    },
    { name: 'left-pad', licenses: [{ expression: 'MIT' }] },
  ]);
  expect(edgesOf(observations)).toEqual([
    'pkg:npm/left-pad@1.0.0 -> pkg:apk/alpine/musl-utils@1.2.4-r1?arch=x86_64',
    'pkg:apk/alpine/musl-utils@1.2.4-r1?arch=x86_64 -> pkg:npm/left-pad@1.0.0',
  ]);
});

test('reads packages, relationships and licences of SPDX 3.0', () => {
  const { components, observations } = read({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      {
        type: 'software_Package',
        spdxId: 'urn:a',
        name: 'a',
        software_packageVersion: '1',
        software_packageUrl: 'pkg:npm/a@1',
        verifiedUsing: [{ algorithm: 'sha256', hashValue: 'd'.repeat(64) }],
      },
      {
        type: 'software_Package',
        spdxId: 'urn:b',
        name: 'b',
        externalIdentifier: [{ externalIdentifierType: 'packageUrl', identifier: 'pkg:npm/b@2' }],
      },
      {
        type: 'simplelicensing_LicenseExpression',
        spdxId: 'urn:l',
        simplelicensing_licenseExpression: 'ISC',
      },
      { type: 'Relationship', from: 'urn:a', to: ['urn:b'], relationshipType: 'dependsOn' },
      {
        type: 'Relationship',
        from: 'urn:a',
        to: ['urn:l'],
        relationshipType: 'hasDeclaredLicense',
      },
    ],
  });

  expect(components).toMatchObject([
    {
      name: 'a',
      version: '1',
      licenses: [{ expression: 'ISC' }],
      hashes: [{ algorithm: 'sha256' }],
    },
    { name: 'b', version: '2' },
  ]);
  expect(edgesOf(observations)).toEqual(['pkg:npm/a@1 -> pkg:npm/b@2']);
});

test("reads Syft's own format", () => {
  const document = {
    schema: { version: '16.0.0' },
    distro: { id: 'debian', versionID: '12', idLike: [] },
    artifacts: [
      {
        id: '1',
        name: 'libc6',
        version: '2.36-9',
        purl: 'pkg:deb/debian/libc6@2.36-9?arch=amd64',
        licenses: [{ value: 'LGPL-2.1-only', spdxExpression: 'LGPL-2.1-only' }],
        locations: [{ path: '/var/lib/dpkg/status', layerID: diffId }],
        metadata: { source: 'glibc', sourceVersion: '' },
      },
      { id: '2', name: 'bash', version: '5.2', purl: 'pkg:deb/debian/bash@5.2' },
    ],
    artifactRelationships: [{ parent: '1', child: '2', type: 'dependency-of' }],
  };

  const { components, observations } = read(document);

  expect(systemOf(document)).toBe('debian 12');
  expect(components[0]).toMatchObject({
    name: 'libc6',
    source: { name: 'glibc', version: '2.36-9' },
    licenses: [{ expression: 'LGPL-2.1-only' }],
    locations: [{ path: '/var/lib/dpkg/status', layer: diffId }],
  });
  expect(edgesOf(observations)).toEqual([
    'pkg:deb/debian/bash@5.2 -> pkg:deb/debian/libc6@2.36-9?arch=amd64',
  ]);
});

test('what Syft recognised by content keeps its CPE name, guesses do not', () => {
  const { components } = read({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [
      {
        type: 'application',
        name: 'redis',
        version: '7.2.4',
        purl: 'pkg:generic/redis@7.2.4',
        cpe: 'cpe:2.3:a:redislabs:redis:7.2.4:*:*:*:*:*:*:*',
        properties: [
          { name: 'syft:package:foundBy', value: 'binary-classifier-cataloger' },
          { name: 'syft:location:0:path', value: '/usr/local/bin/redis-server' },
          { name: 'syft:location:0:layerID', value: diffId },
        ],
      },
      {
        type: 'library',
        name: 'qs',
        version: '6.7.0',
        purl: 'pkg:npm/qs@6.7.0',
        cpe: 'cpe:2.3:a:qs:qs:6.7.0:*:*:*:*:*:*:*',
        properties: [{ name: 'syft:package:foundBy', value: 'javascript-package-cataloger' }],
      },
    ],
  });

  expect(components).toMatchObject([
    {
      name: 'redis',
      cpes: ['cpe:2.3:a:redislabs:redis:7.2.4:*:*:*:*:*:*:*'],
      locations: [{ path: '/usr/local/bin/redis-server', layer: diffId }],
    },
    { name: 'qs' },
  ]);
  expect(components[1]).not.toHaveProperty('cpes');
});

const modules = [
  [
    "Trivy's property",
    [{ name: 'aquasecurity:trivy:Modularitylabel', value: 'nodejs:16:1:x' }],
    '',
  ],
  ["Syft's property", [{ name: 'syft:metadata:modularityLabel', value: 'nodejs:16:1:x' }], ''],
  ["Syft's qualifier", [], '&rpmmod=nodejs:16:1:x'],
  ["Trivy's qualifier", [], '&modularitylabel=nodejs:16:1:x'],
] as const;

test.for(modules)('the module of an rpm package: %s', ([, properties, qualifier]) => {
  const purl = `pkg:rpm/redhat/nodejs@16.20-1.el8?arch=x86_64${qualifier}`;

  expect(read(bomOf(purl, properties)).components[0]?.modularity).toBe('nodejs:16:1:x');
});

test('identity evidence tells how sure a tool was', () => {
  const { components } = read({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components: [
      {
        type: 'library',
        name: 'zlib',
        version: '1.3',
        evidence: {
          identity: {
            field: 'name',
            confidence: 0.6,
            methods: [{ technique: 'filename', confidence: 0.6 }],
          },
        },
      },
    ],
  });

  expect(components).toMatchObject([{ name: 'zlib', technique: 'filename', confidence: 0.6 }]);
});

test('reads a list of package URLs, one a line', () => {
  const { components } = read(
    'pkg:npm/%40a/b@1\r\n# comment\n\npkg:deb/debian/x@2?distro=debian-12\nnonsense\n',
  );

  expect(components.map(({ name, version }) => `${name} ${version}`)).toEqual(['@a/b 1', 'x 2']);
});

test.for([
  ['text', 'hello'],
  ['other JSON', '{"a":1}'],
  ['a list', '[]'],
  ['other XML', '<html/>'],
  ['nothing', ''],
])('%s is not an SBOM', ([, text]) => {
  expect(read(text).error?.code).toBe('input.unsupported');
});

test('an SBOM of 100,000 components is read in bounded time', () => {
  const components = Array.from({ length: 100_000 }, (_, index) => ({
    type: 'library',
    'bom-ref': `r${index}`,
    name: `p${index}`,
    version: '1.0.0',
    purl: `pkg:npm/p${index}@1.0.0`,
  }));
  const dependencies = components.map(({ 'bom-ref': ref }, index) => ({
    ref,
    dependsOn: [`r${(index + 1) % components.length}`],
  }));

  const found = read({ bomFormat: 'CycloneDX', components, dependencies });

  expect(found.components).toHaveLength(100_000);
  expect(found.observations).toHaveLength(200_000);
}, 10_000);

test('an SBOM above the size limit is refused before it is read', () => {
  const file = testFile('/big.json', ' '.repeat(5000));

  const { error } = observe(reader, file, testScope({ maxFileBytes: 100 }));

  expect(error?.code).toBe('limit.size');
});

test('hostile documents give input and limit errors only', () => {
  const samples = [trivy, spdx].map((document) => JSON.stringify(document));
  const text = fc.oneof(
    fc.json(),
    fc
      .constantFrom(...samples, spdxTagValue)
      .chain((sample) =>
        fc
          .tuple(fc.nat(sample.length), fc.nat(20), fc.string())
          .map(([at, removed, added]) => sample.slice(0, at) + added + sample.slice(at + removed)),
      ),
    fc.string().map((tail) => `<bom>${tail}</bom>`),
    fc.string().map((tail) => `SPDXVersion: SPDX-2.3\nPackageName: x\n${tail}`),
    fc
      .json()
      .map((value) => `{"bomFormat":"CycloneDX","components":[${value}],"dependencies":${value}}`),
    fc
      .json()
      .map((value) => `{"spdxVersion":"SPDX-2.3","packages":[${value}],"relationships":${value}}`),
  );

  fc.assert(
    fc.property(text, (content) => {
      expect(() => observe(reader, testFile('/x.json', content))).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

test('deep nesting is a limit', () => {
  let component: object = { name: 'x', purl: 'pkg:npm/x@1' };
  for (let depth = 0; depth < 70; depth += 1) component = { name: 'x', components: [component] };

  expect(read({ bomFormat: 'CycloneDX', components: [component] }).error?.code).toBe('limit.depth');
});
