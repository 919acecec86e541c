import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, linesOf, observe } from '../test-file.ts';
import { gleamManifestAnalyzer } from './gleam-manifest.ts';
import { otpLinker } from './linker.ts';
import { mixLockAnalyzer } from './mix-lock.ts';
import { otpApplicationAnalyzer } from './otp-application.ts';
import { rebarLockAnalyzer } from './rebar-lock.ts';

const hash = 'ab'.repeat(32);

const mixLock = `%{
  "harbor": {:hex, :harbor, "1.14.2", "${'cd'.repeat(32)}", [:mix], [{:rope, "~> 1.0 or ~> 2.0", [hex: :rope, repo: "hexpm", optional: false]}, {:crane, ">= 0.1.0", [hex: :crane, repo: "hexpm", optional: true]}], "hexpm", "${hash}"},
  "rope": {:hex, :rope, "2.0.5", "${hash}", [:mix], [], "hexpm", "${hash}"},
  "crane": {:hex, :crane_hex, "0.2.0-rc.1", "${hash}", [:rebar3], [], "hexpm:docks", "${hash}"},
  "tide": {:git, "https://example.com/tide.git", "0123456789012345678901234567890123456789", [tag: "v1.0"]},
}
`;

test('reads mix.lock with edges by application', () => {
  const seen = observe(mixLockAnalyzer, '/app/mix.lock', mixLock);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:hex/harbor@1.14.2 | declared | sha256:abab | asks rope ~> 1.0 or ~> 2.0 | asks crane >= 0.1.0 optional",
      "pkg:hex/rope@2.0.5 | declared | sha256:abab",
      "pkg:hex/docks/crane_hex@0.2.0-rc.1 | declared | sha256:abab",
      "pkg:hex/tide | declared",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:hex/harbor@1.14.2 -> pkg:hex/rope@2.0.5",
      "pkg:hex/harbor@1.14.2 -> pkg:hex/docks/crane_hex@0.2.0-rc.1 (optional)",
    ]
  `);
});

const rebarLock = `{"1.2.0",
[{<<"harbor">>,{pkg,<<"harbor">>,<<"2.9.0">>},0},
 {<<"rope">>,{pkg,<<"rope_lib">>,<<"2.11.0">>},1},
 {<<"tide">>,{git,"https://example.com/tide.git",{ref,"0123"}},0}]}.
[
{pkg_hash,[
 {<<"harbor">>, <<"${'CD'.repeat(32)}">>}]},
{pkg_hash_ext,[
 {<<"harbor">>, <<"${'AB'.repeat(32)}">>},
 {<<"rope">>, <<"${'EF'.repeat(32)}">>}]}
].
`;

test('reads rebar.lock with levels and outer hashes', () => {
  expect(linesOf(observe(rebarLockAnalyzer, '/app/rebar.lock', rebarLock))).toMatchInlineSnapshot(`
    [
      "pkg:hex/harbor@2.9.0 | declared | direct | sha256:abab",
      "pkg:hex/rope_lib@2.11.0 | declared | indirect | sha256:efef",
      "pkg:hex/tide | declared | direct",
    ]
  `);
});

test('reads the bare list of old rebar.lock files', () => {
  const text = '[{<<"harbor">>,{pkg,<<"harbor">>,<<"2.9.0">>},0}].';

  expect(linesOf(observe(rebarLockAnalyzer, '/app/rebar.lock', text))).toEqual([
    'pkg:hex/harbor@2.9.0 | declared | direct',
  ]);
});

const application = `%% a comment with "a quote and {
{application, 'harbor',
 [{description, "Cranes, ropes \\"and\\" more"},
  {vsn, "2.9.0"},
  {modules, [harbor_app, harbor_sup]},
  {applications, [kernel, stdlib, rope]},
  {optional_applications, [rope]},
  {env, [{size, 1}]},
  {licenses, ["ISC"]}]}.
`;

test('reads installed applications and links them inside a release', () => {
  const seen = [
    ...observe(otpApplicationAnalyzer, '/app/lib/harbor-2.9.0/ebin/harbor.app', application),
    ...observe(
      otpApplicationAnalyzer,
      '/app/lib/rope-1.0/ebin/rope.app',
      '{application,rope,[{vsn,"1.0"}]}.',
    ),
  ];

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:otp/harbor@2.9.0 | installed | ISC | asks kernel * | asks stdlib * | asks rope * optional",
      "pkg:otp/rope@1.0 | installed",
    ]
  `);
  expect([...otpLinker.link(componentsOf(seen))]).toMatchObject([
    { to: 'pkg:otp/rope@1.0#/app/lib/rope-1.0/ebin/rope.app', scope: 'optional' },
  ]);
});

test.for([
  '{application,a,[{vsn,"%VSN%"}]}.',
  '{application,a,[{vsn,git}]}.',
  '{release,a,[]}.',
  '',
])('%s is no installed application', (text) => {
  expect(observe(otpApplicationAnalyzer, '/lib/a/ebin/a.app', text)).toEqual([]);
});

const gleam = `packages = [
  { name = "harbor", version = "0.34.0", build_tools = ["gleam"], requirements = ["rope"], otp_app = "harbor", source = "hex", outer_checksum = "${'AB'.repeat(32)}" },
  { name = "rope", version = "1.0.0", build_tools = ["gleam"], requirements = [], source = "hex", outer_checksum = "CD" },
  { name = "own", version = "1.0.0", source = "local", path = "../own" },
]

[requirements]
harbor = { version = "~> 0.34" }
`;

test('reads the manifest of Gleam', () => {
  const seen = observe(gleamManifestAnalyzer, '/app/manifest.toml', gleam);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:hex/harbor@0.34.0 | declared | direct | sha256:abab",
      "pkg:hex/rope@1.0.0 | declared | indirect",
    ]
  `);
  expect(edgesOf(seen)).toEqual(['pkg:hex/harbor@0.34.0 -> pkg:hex/rope@1.0.0']);
});

test.for([
  [mixLockAnalyzer, '/mix.lock', mixLock],
  [rebarLockAnalyzer, '/rebar.lock', rebarLock],
  [otpApplicationAnalyzer, '/a/ebin/a.app', application],
  [gleamManifestAnalyzer, '/manifest.toml', gleam],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
