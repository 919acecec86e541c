import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { linesOf, observe } from '../test-file.ts';
import { goVendorAnalyzer } from './vendor-modules.ts';

const sample = `# example.com/harbor v1.2.0
## explicit; go 1.21
example.com/harbor
example.com/harbor/crane
# example.com/Rope/v2 v2.0.1+incompatible
example.com/Rope/v2
# example.com/unused v1.0.0
## explicit
# example.com/forked v1.0.0 => example.com/fork v1.0.1
## explicit
example.com/forked
# example.com/local v1.0.0 => ./local
example.com/local
# example.com/forked => example.com/fork v1.0.1
`;

test('reads the modules of a vendor directory that bring packages', () => {
  expect(
    linesOf(observe(goVendorAnalyzer, '/src/vendor/modules.txt', sample)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:golang/example.com/harbor@v1.2.0 | declared | direct",
      "pkg:golang/example.com/Rope/v2@v2.0.1%2Bincompatible | declared | indirect",
      "pkg:golang/example.com/fork@v1.0.1 | declared | direct",
      "pkg:golang/example.com/local | declared | indirect",
    ]
  `);
});

test('survives hostile text', () => {
  expect(() => assertSurvives(goVendorAnalyzer, '/vendor/modules.txt', sample)).not.toThrow();
});
