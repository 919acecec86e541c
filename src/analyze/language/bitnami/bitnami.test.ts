import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { bitnamiListAnalyzer, bitnamiSpdxAnalyzer } from './bitnami.ts';

function spdxPackage(name: string, purl: string): object {
  return {
    SPDXID: `SPDXRef-${name}`,
    name,
    licenseDeclared: 'MIT',
    externalRefs: [
      {
        referenceCategory: 'SECURITY',
        referenceType: 'cpe23Type',
        referenceLocator: 'cpe:2.3:a:x:y:1:*:*:*:*:*:*:*',
      },
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
    ],
  };
}
const own = 'pkg:bitnami/nginx@1.25.3-1?arch=amd64&distro=debian-12';
const spdx = JSON.stringify({
  spdxVersion: 'SPDX-2.3',
  packages: [
    spdxPackage('nginx', own),
    spdxPackage('zlib', 'pkg:generic/zlib@1.3'),
    spdxPackage('yaml', 'pkg:golang/gopkg.in/yaml.v3@v3.0.1'),
    spdxPackage('broken', 'no purl'),
  ],
});
const path = '/opt/bitnami/nginx/.spdx-nginx.spdx';

test('a component contains the other packages of its document', () => {
  const seen = observe(bitnamiSpdxAnalyzer, path, spdx);

  expect(componentsOf(seen)).toMatchObject([
    { purl: own, ecosystem: 'bitnami', presence: 'installed', licenses: [{ expression: 'MIT' }] },
    { ecosystem: 'generic', presence: 'embedded', version: '1.3' },
    { ecosystem: 'golang', name: 'gopkg.in/yaml.v3' },
  ]);
  expect(edgesOf(seen)).toEqual([
    `${own} -> pkg:generic/zlib@1.3`,
    `${own} -> pkg:golang/gopkg.in/yaml.v3@v3.0.1`,
  ]);
});

test('the list names the same component as the document', () => {
  const list = JSON.stringify({
    nginx: { arch: 'amd64', digest: 'ab', distro: 'debian-12', type: 'NAMI', version: '1.25.3-1' },
  });
  const fromList = componentsOf(
    observe(bitnamiListAnalyzer, '/opt/bitnami/.bitnami_components.json', list),
  );

  expect(fromList[0]?.id).toBe(componentsOf(observe(bitnamiSpdxAnalyzer, path, spdx))[0]?.id);
});

test('SPDX documents elsewhere are passed over, a document without Bitnami is a gap', () => {
  expect(observe(bitnamiSpdxAnalyzer, '/srv/a.spdx', spdx)).toEqual([]);
  expect(observe(bitnamiSpdxAnalyzer, path, '{"packages":[]}')).toMatchObject([
    { reason: 'malformed' },
  ]);
});

test.for([
  [bitnamiSpdxAnalyzer, path, spdx],
  [bitnamiListAnalyzer, '/opt/bitnami/.bitnami_components.json', '{"a":{"version":"1"}}'],
] as const)('%o survives hostile input', ([analyzer, at, sample]) => {
  expect(() => assertSurvives(analyzer, at, sample)).not.toThrow();
});
