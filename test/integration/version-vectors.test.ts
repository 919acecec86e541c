import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparatorOf, type Scheme } from '#version/scheme.ts';

/**
 * Comparison vectors of google/osv-scalibr (`semantic/testdata/*.txt`), lines `A < B`, `A = B`, `A > B`.
 * They are not ours to ship: CAISSON_VECTORS names the directory they were brought to.
 */
const directory = process.env['CAISSON_VECTORS'] ?? '';

const files: readonly (readonly [string, Scheme])[] = [
  ['alpine-versions.txt', 'apk'],
  ['alpine-versions-generated.txt', 'apk'],
  ['cran-versions.txt', 'cran'],
  ['cran-versions-generated.txt', 'cran'],
  ['debian-versions.txt', 'deb'],
  ['debian-versions-generated.txt', 'deb'],
  ['hackage-versions.txt', 'hackage'],
  ['maven-versions.txt', 'maven'],
  ['maven-versions-generated.txt', 'maven'],
  ['nuget-versions.txt', 'nuget'],
  ['packagist-versions.txt', 'packagist'],
  ['packagist-versions-generated.txt', 'packagist'],
  ['pub-versions.txt', 'pub'],
  ['pypi-versions.txt', 'pep440'],
  ['pypi-versions-generated.txt', 'pep440'],
  ['redhat-versions.txt', 'rpm'],
  ['rubygems-versions.txt', 'rubygems'],
  ['rubygems-versions-generated.txt', 'rubygems'],
  ['semver-versions.txt', 'semver'],
];

/**
 * Vectors that hold Maven's order from before `.RC1` came to mean the same as `-RC1`. Maven 3.8.7 says the opposite of
 * each (measured), and so do we; `version-oracles.test.ts` asks the real one.
 */
const outdated: ReadonlySet<string> = new Set([
  '1-1 = 1-ga-1',
  '1.0.0-RC16 < 1.0.0.RC8-beta',
  '1.0.0-gradle-rework-beta3 < 1.0.0.RC7-3',
  '2.9.0-1 < 2.9.0.RC1',
  '6.1.12.rc5 < 6.1.12rc1',
  '1.1.31.sec10 < 1.1.31_noneautotype',
  '1.1.34.sec10 < 1.1.34_noneautotype',
  '1.1.46.sec10 < 1.1.46_noneautotype',
  '1.2.8.sec10_noneautotype < 1.2.8_noneautotype',
  '1.2.31.sec10 < 1.2.31_noneautotype',
  '1.2.48.sec10 < 1.2.48_noneautotype',
  '1.2.50.sec10 < 1.2.50_noneautotype',
  '1.2.54.sec10 < 1.2.54_noneautotype',
  '1.2.57.sec10 < 1.2.57_noneautotype',
  '1.2.60.sec10 < 1.2.60_noneautotype',
  '1.2.67.sec10 < 1.2.67_noneautotype',
  '1.0.0rc0 < 1.0.beta8',
  '1.5.9.RC1 < 1.5.9-RC0',
  '1.1.0-01-glassfish < 1.1.0.Beta1',
]);

const signs: ReadonlyMap<string, number> = new Map([
  ['<', -1],
  ['=', 0],
  ['>', 1],
]);

describe.skipIf(!existsSync(directory))('public comparison vectors (CAISSON_VECTORS)', () => {
  test.for(files)('%s', ([file, scheme]) => {
    const compare = comparatorOf(scheme);
    const lines = readFileSync(join(directory, file), 'utf8').split('\n').filter(applies);

    const wrong = lines.filter((line) => {
      const [a = '', sign = '', b = ''] = line.split(' ');
      const expected = signs.get(sign) ?? Number.NaN;
      return Math.sign(compare(a, b)) !== expected || Math.sign(compare(b, a)) !== 0 - expected;
    });

    expect(lines.length).toBeGreaterThan(0);
    expect({ of: lines.length, wrong }).toEqual({ of: lines.length, wrong: [] });
  });
});

function applies(line: string): boolean {
  if (line === '' || line.startsWith('# ') || line.startsWith('// ')) return false;
  return !outdated.has(line);
}
