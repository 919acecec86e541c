import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Component, componentId } from '#model/component.ts';
import { binaryAnalyzers } from './analyzers.ts';
import { withoutToldTwice } from './doubles.ts';
import { type AssemblyOptions, buildAssembly } from './testing/assembly.ts';
import { componentsOf, observe, testFile } from './testing/file.ts';
import { buildPe } from './testing/programs.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'binary/program') ?? expect.fail();

function scan(path: string, program: Buffer): readonly Component[] {
  const { observations, error } = observe(analyzer, testFile(path, program));
  expect(error).toBeUndefined();
  return componentsOf(observations);
}

const json = { name: 'Newtonsoft.Json', version: [13, 0, 0, 0] } as const;
const versions: readonly (readonly [string, AssemblyOptions, string])[] = [
  [
    'of the product, without its build',
    { ...json, strings: { ProductVersion: '13.0.3+0a2e291c0d9c', FileVersion: '13.0.3.27908' } },
    'pkg:nuget/Newtonsoft.Json@13.0.3',
  ],
  [
    'of a pre-release',
    { ...json, strings: { ProductVersion: '14.0.0-beta.1+ab' } },
    'pkg:nuget/Newtonsoft.Json@14.0.0-beta.1',
  ],
  [
    'of the file where the product is not a number',
    { ...json, strings: { ProductVersion: 'Release 13', FileVersion: '13.0.1.0' } },
    'pkg:nuget/Newtonsoft.Json@13.0.1',
  ],
  ['of the assembly where there is no resource', json, 'pkg:nuget/Newtonsoft.Json@13.0.0'],
];

test.for(versions)('an assembly has the version %s', ([, options, purl]) => {
  expect(scan('/app/Newtonsoft.Json.dll', buildAssembly(options))).toMatchObject([
    { purl, ecosystem: 'nuget', technique: 'binary-analysis', confidence: 0.6 },
  ]);
});

test.for([
  ['a translation', buildAssembly({ ...json, culture: 'de' })],
  ['an assembly without a version', buildAssembly({ name: 'app', version: [0, 0, 0, 0] })],
  ['a native program', buildPe({ '.text': Buffer.alloc(64) })],
] as const)('%s is no package', ([, program]) => {
  expect(scan('/app/x.dll', program)).toEqual([]);
});

test('assemblies that a deps.json may list are left to it', () => {
  const listed: Component = {
    id: componentId('pkg:nuget/Serilog@3.0.0', '/app/app.deps.json'),
    purl: 'pkg:nuget/Serilog@3.0.0',
    name: 'Serilog',
    version: '3.0.0',
    ecosystem: 'nuget',
    presence: 'installed',
    locations: [{ path: '/app/app.deps.json' }],
  };
  const bytes = buildAssembly(json);
  const inside = scan('/app/runtimes/linux/lib/net8.0/Newtonsoft.Json.dll', bytes);
  const outside = scan('/plugins/Newtonsoft.Json.dll', bytes);

  expect(withoutToldTwice([listed, ...inside, ...outside])).toEqual([listed, ...outside]);
});

test('damaged assemblies give input and limit errors only', () => {
  const sample = buildAssembly({ ...json, strings: { ProductVersion: '1.2.3', CompanyName: 'x' } });
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 });
  fc.assert(
    fc.property(edits, fc.nat(), (changes, cut) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const kept = cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      expect(() => observe(analyzer, testFile('/x.dll', kept))).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
