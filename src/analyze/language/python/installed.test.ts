import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { pythonPackageAnalyzer } from './installed.ts';
import { pythonLinker } from './linker.ts';

const site = '/usr/local/lib/python3.11/site-packages';

const metadata = `Metadata-Version: 2.4
Name: Harbor.Pilot
Version: 4.2.0rc1
Summary: steers
 things: well
License-Expression: mit OR Apache-2.0
Classifier: License :: OSI Approved :: BSD License
Requires-Dist: Tide_Tables (<2,>=1.1)
Requires-Dist: tomli>=2; python_version < "3.11"
Requires-Dist: typing-extensions>=4 ; python_version >= '3.8' and (sys_platform == 'linux' or os_name == 'nt')
Requires-Dist: colorama; sys_platform == "win32"
Requires-Dist: pytest>=7; extra == 'test'
Requires-Dist: anchor[chain] @ https://example.com/anchor.zip ; "x86" in platform_machine

Name: not-a-header
`;

test('reads a wheel, its licence and what it requires on this interpreter', () => {
  const path = `${site}/harbor_pilot-4.2.0rc1.dist-info/METADATA`;

  const [component] = componentsOf(observe(pythonPackageAnalyzer, path, metadata));

  expect(component).toEqual({
    id: `pkg:pypi/harbor-pilot@4.2.0rc1#${path}`,
    purl: 'pkg:pypi/harbor-pilot@4.2.0rc1',
    name: 'Harbor.Pilot',
    version: '4.2.0rc1',
    ecosystem: 'pypi',
    presence: 'installed',
    locations: [{ path }],
    licenses: [{ expression: 'MIT OR Apache-2.0' }],
    requires: [
      { name: 'Tide_Tables', range: '<2,>=1.1' },
      { name: 'typing-extensions', range: '>=4' },
      { name: 'anchor' },
    ],
  });
});

const minimal = 'Name: a\nVersion: 1.0\n';

test.for([
  [`${site}/a-1.0.dist-info/METADATA`, 'installed'],
  [`${site}/a-1.0.egg-info/PKG-INFO`, 'installed'],
  ['/usr/lib/python3/dist-packages/a-1.0.egg-info', 'installed'],
  [`${site}/a-1.0-py3.11.egg/EGG-INFO/PKG-INFO`, 'installed'],
  [`${site}/setuptools/_vendor/a-1.0.dist-info/METADATA`, 'embedded'],
  ['/src/a-1.0/PKG-INFO', undefined],
  ['/usr/share/a/METADATA', undefined],
] as const)('%s is %s', ([path, presence]) => {
  const components = componentsOf(observe(pythonPackageAnalyzer, path, minimal));

  expect(components.map((component) => component.presence)).toEqual(presence ? [presence] : []);
});

test.for([
  ['License: BSD-3-Clause', [{ expression: 'BSD-3-Clause' }]],
  ['License: UNKNOWN', undefined],
  [
    'License: Dual License\nClassifier: License :: OSI Approved :: BSD License',
    [{ raw: 'BSD License' }],
  ],
  ['Classifier: License :: OSI Approved :: MIT License', [{ expression: 'MIT' }]],
  ['License: My own words\n        over two lines', [{ raw: 'My own words' }]],
  ['Classifier: License :: OSI Approved', undefined],
] as const)('%j', ([header, expected]) => {
  const text = `${minimal}${header}\r\n\r\nbody`;

  const [component] = componentsOf(
    observe(pythonPackageAnalyzer, `${site}/a.dist-info/METADATA`, text),
  );

  expect(component?.licenses).toEqual(expected);
});

test('metadata without a name is malformed', () => {
  const path = `${site}/a.dist-info/METADATA`;

  expect(() => observe(pythonPackageAnalyzer, path, 'Version: 1.0\n')).toThrow(/names no package/);
});

test('what is required is found in the same directory, whatever the spelling', () => {
  const components = [
    [`${site}/harbor_pilot-4.2.0rc1.dist-info/METADATA`, metadata],
    [`${site}/tide_tables-1.9.dist-info/METADATA`, 'Name: tide.tables\nVersion: 1.9\n'],
    [`${site}/pytest-8.0.dist-info/METADATA`, 'Name: pytest\nVersion: 8.0\n'],
    ['/opt/venv/typing_extensions-4.0.dist-info/METADATA', 'Name: typing-extensions\nVersion: 4\n'],
  ].flatMap(([path = '', text = '']) => componentsOf(observe(pythonPackageAnalyzer, path, text)));

  expect([...pythonLinker.link(components)]).toEqual([
    { from: components[0]?.id, to: components[1]?.id, kind: 'depends-on' },
  ]);
});

test("Debian's directories complete each other", () => {
  const components = [
    ['/usr/local/lib/python3.11/dist-packages/a-1.dist-info/METADATA', 'Requires-Dist: b'],
    ['/usr/lib/python3/dist-packages/b-1.egg-info', ''],
    ['/opt/venv/lib/python3.11/site-packages/a-1.dist-info/METADATA', 'Requires-Dist: b'],
  ].flatMap(([path = '', requires = '']) => {
    const name = path.includes('/a-1') ? 'a' : 'b';
    return componentsOf(
      observe(pythonPackageAnalyzer, path, `Name: ${name}\nVersion: 1\n${requires}\n`),
    );
  });

  expect([...pythonLinker.link(components)]).toEqual([
    { from: components[0]?.id, to: components[1]?.id, kind: 'depends-on' },
  ]);
});

test('survives hostile metadata', () => {
  const path = `${site}/a.dist-info/METADATA`;

  expect(() => assertSurvives(pythonPackageAnalyzer, path, metadata)).not.toThrow();
});
