import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { edgesOf, linesOf, observe } from '../test-file.ts';
import { podfileLockAnalyzer } from './podfile-lock.ts';

const sample = `PODS:
  - Harbor (4.0.1):
    - Harbor/Network (= 4.0.1)
    - "Rope+Hook (~> 1.0)"
  - Harbor/Network (4.0.1)
  - "Rope+Hook (1.2.0)"
  - Tide (0.1.0-beta.2)

DEPENDENCIES:
  - Harbor (~> 4.0)
  - "Tide (from \`https://example.com/tide.git\`, tag \`0.1\`)"

SPEC REPOS:
  trunk:
    - Harbor
    - "Rope+Hook"

EXTERNAL SOURCES:
  Tide:
    :git: https://example.com/tide.git
    :tag: '0.1'

CHECKOUT OPTIONS:
  Tide:
    :git: https://example.com/tide.git

SPEC CHECKSUMS:
  Harbor: ${'ab'.repeat(20)}
  "Rope+Hook": ${'cd'.repeat(20)}

PODFILE CHECKSUM: ${'ef'.repeat(20)}

COCOAPODS: 1.15.2
`;

test('reads pods, subspecs, what is direct and edges', () => {
  const seen = observe(podfileLockAnalyzer, '/app/Podfile.lock', sample);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:cocoapods/Harbor@4.0.1 | declared | direct | sha1:abab | asks Harbor/Network = 4.0.1 | asks Rope+Hook ~> 1.0",
      "pkg:cocoapods/Harbor@4.0.1#Network | declared | indirect | sha1:abab",
      "pkg:cocoapods/Rope%2BHook@1.2.0 | declared | indirect | sha1:cdcd",
      "pkg:cocoapods/Tide@0.1.0-beta.2 | declared | direct",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:cocoapods/Harbor@4.0.1 -> pkg:cocoapods/Harbor@4.0.1",
      "pkg:cocoapods/Harbor@4.0.1 -> pkg:cocoapods/Rope%2BHook@1.2.0",
    ]
  `);
});

test('survives hostile text', () => {
  expect(() => assertSurvives(podfileLockAnalyzer, '/Podfile.lock', sample)).not.toThrow();
});
