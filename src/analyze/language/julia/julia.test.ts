import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { juliaManifestAnalyzer } from './manifest.ts';
import { juliaProjectAnalyzer } from './project.ts';

const uuids = {
  rope: '11111111-2222-3333-4444-555555555555',
  knot: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  dates: 'ade2ca70-3891-5945-98fb-dc099432e06a',
};
function entries(prefix: string): string {
  return `
[[${prefix}Rope]]
deps = ["Dates", "Knot"]
git-tree-sha1 = "${'ab'.repeat(20)}"
uuid = "${uuids.rope}"
version = "1.2.3"

[[${prefix}Knot]]
git-tree-sha1 = "${'cd'.repeat(20)}"
uuid = "${uuids.knot}"
version = "0.4.0"

    [${prefix}Knot.deps]
    Dates = "${uuids.dates}"

[[${prefix}Dates]]
uuid = "${uuids.dates}"
`;
}
const second = `julia_version = "1.10.2"\nmanifest_format = "2.0"\nproject_hash = "x"\n${entries('deps.')}`;

test.for([
  ['format 1', entries('')],
  ['format 2', second],
] as const)('a manifest of %s', ([, text]) => {
  const seen = observe(juliaManifestAnalyzer, '/a/Manifest.toml', text);

  expect(componentsOf(seen)).toMatchObject([
    {
      purl: `pkg:julia/Rope@1.2.3?uuid=${uuids.rope}`,
      hashes: [{ algorithm: 'sha1' }],
      presence: 'declared',
    },
    { purl: `pkg:julia/Knot@0.4.0?uuid=${uuids.knot}` },
    { purl: `pkg:julia/Dates?uuid=${uuids.dates}`, version: '', scopes: ['bundled'] },
  ]);
  expect(edgesOf(seen)).toHaveLength(3);
});

test('other manifests are passed over, entries without UUID are a gap', () => {
  expect(observe(juliaManifestAnalyzer, '/a/Manifest.toml', 'name = "x"\n')).toEqual([]);
  expect(
    observe(juliaManifestAnalyzer, '/a/Manifest.toml', '[[A]]\nversion = "1"\n'),
  ).toMatchObject([{ reason: 'malformed' }]);
});

const project = `name = "Harbour"
uuid = "${uuids.rope}"
version = "2.0.0"

[deps]
Knot = "${uuids.knot}"
Dates = "${uuids.dates}"

[compat]
Knot = "=0.4.0"
julia = "1.6"
`;

test('a project declares itself and what it pins', () => {
  expect(componentsOf(observe(juliaProjectAnalyzer, '/app/Project.toml', project))).toMatchObject([
    {
      name: 'Harbour',
      presence: 'declared',
      requires: [{ name: 'Knot', range: '=0.4.0' }, { name: 'Dates' }],
    },
    { name: 'Knot', version: '0.4.0', direct: true },
  ]);
});

test.for([
  ['/root/.julia/packages/Harbour/aB3dE/Project.toml', undefined],
  ['/usr/share/julia/stdlib/v1.10/Harbour/Project.toml', ['bundled']],
] as const)('%s is installed', ([path, scopes]) => {
  const components = componentsOf(observe(juliaProjectAnalyzer, path, project));

  expect(components).toHaveLength(1);
  expect(components[0]).toMatchObject({ presence: 'installed', version: '2.0.0' });
  expect(components[0]?.scopes).toEqual(scopes);
});

test.for([
  [juliaManifestAnalyzer, '/a/Manifest.toml', second],
  [juliaProjectAnalyzer, '/a/Project.toml', project],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
