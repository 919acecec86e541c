import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, linesOf, observe } from '../test-file.ts';
import { nugetLinker } from './nuget-linker.ts';
import { nuspecAnalyzer } from './nuspec.ts';
import { paketLockAnalyzer } from './paket-lock.ts';
import { projectAssetsAnalyzer } from './project-assets.ts';
import { dotnetProjectAnalyzer } from './project-file.ts';
import { dotnetToolsAnalyzer, runtimeConfigAnalyzer } from './tool-manifest.ts';

const project = `<?xml version="1.0" encoding="utf-8"?>
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><LedgerVersion>3.1.2</LedgerVersion></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Ledger.Core" Version="$(ledgerversion)" />
    <PackageReference Include="Ledger.Analysers" Version="[2.0.0]" PrivateAssets="all" />
    <PackageReference Include="Central" />
    <PackageReference Include="Floating" Version="1.*" />
    <PackageReference Include="Unknown" Version="$(Other)" />
  </ItemGroup>
  <Choose><When Condition="true"><ItemGroup>
    <PackageReference Update="Ranged"><Version>[1.2.0, 2.0)</Version></PackageReference>
  </ItemGroup></When></Choose>
</Project>`;

test('reads what a project references', () => {
  expect(
    linesOf(observe(dotnetProjectAnalyzer, '/app/shop.csproj', project)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:nuget/Ledger.Core@3.1.2 | declared | direct",
      "pkg:nuget/Ledger.Analysers@2.0.0 | declared | direct | build",
      "pkg:nuget/Central | declared | direct",
      "pkg:nuget/Floating | declared | direct",
      "pkg:nuget/Unknown | declared | direct",
      "pkg:nuget/Ranged@1.2.0 | declared | direct",
    ]
  `);
});

const central = `<Project>
  <ItemGroup>
    <PackageVersion Include="Central" Version="4.5.6" />
    <PackageVersion Include="Open" Version="$(X)" />
    <GlobalPackageReference Include="Style" Version="1.0.0-beta.1" />
  </ItemGroup>
</Project>`;

test('reads central versions', () => {
  expect(
    linesOf(observe(dotnetProjectAnalyzer, '/app/Directory.Packages.props', central)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:nuget/Central@4.5.6 | declared",
      "pkg:nuget/Style@1.0.0-beta.1 | declared | direct | build",
    ]
  `);
});

const assets = JSON.stringify({
  version: 3,
  targets: {
    'net8.0': {
      'Ledger.Core/3.1.2': {
        type: 'package',
        dependencies: { 'ledger.abstractions': '[3.0.0, )' },
      },
      'Ledger.Abstractions/3.0.0': { type: 'package' },
      'Other.Project/1.0.0': { type: 'project' },
    },
  },
  libraries: {
    'Ledger.Core/3.1.2': { sha512: Buffer.alloc(64, 1).toString('base64'), type: 'package' },
  },
  projectFileDependencyGroups: { 'net8.0': ['Ledger.Core >= 3.1.2'] },
});

test('reads what NuGet restored', () => {
  const seen = observe(projectAssetsAnalyzer, '/app/obj/project.assets.json', assets);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:nuget/Ledger.Core@3.1.2 | declared | direct | sha512:0101 | asks ledger.abstractions [3.0.0, )",
      "pkg:nuget/Ledger.Abstractions@3.0.0 | declared | indirect",
    ]
  `);
  expect(edgesOf(seen)).toEqual([
    'pkg:nuget/Ledger.Core@3.1.2 -> pkg:nuget/Ledger.Abstractions@3.0.0',
  ]);
});

const paket = `STORAGE: NONE
RESTRICTION: >= net6.0
NUGET
  remote: https://packages.example.com/v3/index.json
    Ledger.Core (3.1.2)
      Ledger.Abstractions (>= 3.0 < 4.0)
    Ledger.Abstractions (3.0) - restriction: >= net461
GITHUB
  remote: docks/harbor
    src/file.fs (0123456789)

GROUP Test
NUGET
  remote: https://packages.example.com/v3/index.json
    Checker (7.0.0-rc.1)
`;

test('reads paket.lock with its groups', () => {
  const seen = observe(paketLockAnalyzer, '/app/paket.lock', paket);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:nuget/Ledger.Core@3.1.2 | declared | asks Ledger.Abstractions >= 3.0 < 4.0",
      "pkg:nuget/Ledger.Abstractions@3.0 | declared",
      "pkg:nuget/Checker@7.0.0-rc.1 | declared | dev",
    ]
  `);
  expect(edgesOf(seen)).toEqual([
    'pkg:nuget/Ledger.Core@3.1.2 -> pkg:nuget/Ledger.Abstractions@3.0',
  ]);
});

function nuspec(id: string, version: string, dependencies = ''): string {
  return `<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
    <id>${id}</id><version>${version}</version><license type="expression">MIT</license>
    <dependencies><group targetFramework="net8.0">${dependencies}</group></dependencies></metadata></package>`;
}
const core = nuspec(
  'Ledger.Core',
  '3.1.2',
  '<dependency id="Ledger.Abstractions" version="3.0.0" />',
);

test('reads unpacked packages and links them to the lowest version that fits', () => {
  const root = '/root/.nuget/packages';
  const seen = [
    ...observe(nuspecAnalyzer, `${root}/ledger.core/3.1.2/ledger.core.nuspec`, core),
    ...['2.9.0', '3.5.0', '3.1.0'].flatMap((version) =>
      observe(
        nuspecAnalyzer,
        `${root}/ledger.abstractions/${version}/ledger.abstractions.nuspec`,
        nuspec('Ledger.Abstractions', version),
      ),
    ),
  ];

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:nuget/Ledger.Core@3.1.2 | installed | MIT | asks Ledger.Abstractions 3.0.0",
      "pkg:nuget/Ledger.Abstractions@2.9.0 | installed | MIT",
      "pkg:nuget/Ledger.Abstractions@3.5.0 | installed | MIT",
      "pkg:nuget/Ledger.Abstractions@3.1.0 | installed | MIT",
    ]
  `);
  expect([...nugetLinker.link(componentsOf(seen))].map(({ to }) => to.split('#')[0])).toEqual([
    'pkg:nuget/Ledger.Abstractions@3.1.0',
  ]);
});

test('links packages of a flat folder', () => {
  const seen = [
    ...observe(nuspecAnalyzer, '/app/packages/Ledger.Core.3.1.2/Ledger.Core.nuspec', core),
    ...observe(
      nuspecAnalyzer,
      '/app/packages/Ledger.Abstractions.3.0.0/Ledger.Abstractions.nuspec',
      nuspec('Ledger.Abstractions', '3.0.0'),
    ),
  ];

  expect([...nugetLinker.link(componentsOf(seen))]).toHaveLength(1);
});

test('a template of a nuspec is no package', () => {
  expect(observe(nuspecAnalyzer, '/app/a.nuspec', nuspec('$id$', '$version$'))).toEqual([]);
});

const tools = JSON.stringify({
  version: 1,
  isRoot: true,
  tools: { 'dotnet-ef': { version: '8.0.0', commands: ['dotnet-ef'] } },
});
const runtime = JSON.stringify({
  runtimeOptions: {
    tfm: 'net8.0',
    frameworks: [
      { name: 'Microsoft.NETCore.App', version: '8.0.0' },
      { name: 'Microsoft.AspNetCore.App', version: '8.0.0' },
    ],
    includedFrameworks: [{ name: 'Microsoft.WindowsDesktop.App', version: '8.0.4' }],
  },
});

test('reads tools of a repository and frameworks of an application', () => {
  expect(
    linesOf(observe(dotnetToolsAnalyzer, '/app/.config/dotnet-tools.json', tools)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:nuget/dotnet-ef@8.0.0 | declared | direct | build",
    ]
  `);
  expect(
    linesOf(observe(runtimeConfigAnalyzer, '/app/shop.runtimeconfig.json', runtime)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:nuget/Microsoft.NETCore.App@8.0.0 | declared",
      "pkg:nuget/Microsoft.AspNetCore.App@8.0.0 | declared",
      "pkg:nuget/Microsoft.WindowsDesktop.App@8.0.4 | installed",
    ]
  `);
});

test.for([
  [dotnetProjectAnalyzer, '/a.csproj', project],
  [dotnetProjectAnalyzer, '/Directory.Packages.props', central],
  [projectAssetsAnalyzer, '/obj/project.assets.json', assets],
  [paketLockAnalyzer, '/paket.lock', paket],
  [nuspecAnalyzer, '/a/1/a.nuspec', core],
  [dotnetToolsAnalyzer, '/dotnet-tools.json', tools],
  [runtimeConfigAnalyzer, '/a.runtimeconfig.json', runtime],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
