import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { linesOf, observe } from '../test-file.ts';
import { cartfileAnalyzer } from './cartfile-resolved.ts';
import { swiftResolvedAnalyzer } from './package-resolved.ts';

const first = JSON.stringify({
  object: {
    pins: [
      {
        package: 'Harbor',
        repositoryURL: 'https://github.com/Docks/Harbor.git',
        state: { branch: null, revision: 'ab', version: '5.4.3' },
      },
      {
        package: 'Rope',
        repositoryURL: 'git@gitlab.com:group/sub/rope.git',
        state: { branch: 'main', revision: 'cd', version: null },
      },
    ],
  },
  version: 1,
});
const third = JSON.stringify({
  originHash: 'ab',
  pins: [
    {
      identity: 'harbor',
      kind: 'remoteSourceControl',
      location: 'https://user:secret@github.com/Docks/Harbor',
      state: { revision: 'ab', version: '5.4.3' },
    },
    {
      identity: 'tide',
      kind: 'remoteSourceControl',
      location: 'ssh://git@example.com:2222/tide',
      state: { revision: 'ab', version: '1.0.0' },
    },
    {
      identity: 'crane',
      kind: 'localSourceControl',
      location: '/home/me/crane',
      state: { revision: 'cd' },
    },
    { identity: 'scope.mast', kind: 'registry', location: '', state: { version: '1.0.0' } },
  ],
  version: 3,
});

test('reads version 1 of Package.resolved', () => {
  expect(
    linesOf(observe(swiftResolvedAnalyzer, '/app/Package.resolved', first)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:swift/github.com/Docks/Harbor@5.4.3 | declared",
      "pkg:swift/gitlab.com/group/sub/rope | declared",
    ]
  `);
});

test('reads versions 2 and 3 of Package.resolved', () => {
  expect(
    linesOf(observe(swiftResolvedAnalyzer, '/app/Package.resolved', third)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:swift/github.com/Docks/Harbor@5.4.3 | declared",
      "pkg:swift/example.com/tide@1.0.0 | declared",
    ]
  `);
});

const cartfile = `github "Docks/Harbor" "v5.4.0"
github "https://github.example.com/docks/rope" "1.0"
git "https://example.com/tide.git" "0123456789012345678901234567890123456789"
binary "https://example.com/crane.json" "2.0"
`;

test('reads Cartfile.resolved', () => {
  expect(
    linesOf(observe(cartfileAnalyzer, '/app/Cartfile.resolved', cartfile)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:swift/github.com/Docks/Harbor@5.4.0 | declared",
      "pkg:swift/github.example.com/docks/rope@1.0 | declared",
      "pkg:swift/example.com/tide | declared",
    ]
  `);
});

test.for([
  [swiftResolvedAnalyzer, '/Package.resolved', first],
  [swiftResolvedAnalyzer, '/Package.resolved', third],
  [cartfileAnalyzer, '/Cartfile.resolved', cartfile],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
