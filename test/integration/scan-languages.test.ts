import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Evaluation, expectedHits, type Planted } from '../accuracy/evaluate.ts';
import { composerSemver, gemVersion, type Oracle, packaging, semver } from '../accuracy/oracle.ts';
import { choosePackages, neighbours } from '../accuracy/plant.ts';
import { buildDatabase, scan } from '../accuracy/program.ts';
import { hasFeeds, recordsOf } from '../accuracy/records.ts';
import { affectedFixes, foundHits, sayScore, scoreOf } from '../accuracy/score.ts';
import {
  goTree,
  npmTree,
  phpTree,
  pythonTree,
  rubyTree,
  rustTree,
  type TreeFile,
  writeTree,
} from '../accuracy/trees.ts';
import { hasPrograms, temporary } from '../daemons.ts';

/**
 * Real packages in versions near those that real advisories name, installed as their package managers leave them, scanned
 * by the built program: the findings must be those that the advisories give when the ecosystem's own tool compares the
 * versions. `test/accuracy/README.md` has the figures.
 */
interface Case {
  readonly name: string;
  readonly oracle: Oracle;
  readonly tree: (planted: readonly Planted[]) => readonly TreeFile[];
  readonly accepts: (version: string) => boolean;
  readonly isLeftOut?: (name: string) => boolean;
  readonly written?: (version: string) => string;
  readonly key?: (name: string) => string;
}

function isSemver(version: string): boolean {
  return /^\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(version);
}

const cases: readonly Case[] = [
  {
    name: 'PyPI',
    oracle: packaging,
    tree: pythonTree,
    accepts: (version) => /^[0-9][\w.!+-]*$/.test(version),
    key: (name) => name.toLowerCase().replaceAll(/[-_.]+/g, '-'),
  },
  {
    name: 'RubyGems',
    oracle: gemVersion,
    tree: rubyTree,
    accepts: (version) => /^\d+(?:\.[0-9a-z]+)*$/.test(version),
  },
  {
    name: 'npm',
    oracle: semver,
    tree: npmTree,
    accepts: isSemver,
    // Advisories write names that the registry took before it knew lower case only.
    key: (name) => name.toLowerCase(),
  },
  { name: 'crates.io', oracle: semver, tree: rustTree, accepts: isSemver },
  {
    name: 'Go',
    oracle: semver,
    tree: goTree,
    accepts: isSemver,
    written: (version) => `v${version}`,
    isLeftOut: (name) => name === 'stdlib' || name === 'toolchain',
  },
  {
    name: 'Packagist',
    oracle: composerSemver,
    tree: phpTree,
    accepts: (version) => /^v?\d+\.\d+\.\d+(?:-(?:alpha|beta|RC)\d*)?$/.test(version),
    key: (name) => name.toLowerCase(),
  },
];

const can = hasPrograms('unzip') && hasFeeds(...cases.map(({ name }) => name));
let directory = '';
let database = '';

beforeAll(() => {
  if (!can) return;
  directory = temporary('languages');
  database = buildDatabase(directory, ...cases.map(({ name }) => name));
});

afterAll(() => {
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

describe.for(cases)('$name', ({ name, oracle, tree, accepts, ...options }) => {
  const { isLeftOut = () => false, written = (version: string) => version, key } = options;

  test.skipIf(!can || !oracle.isInstalled())('findings are those of the oracle', () => {
    const records = recordsOf(name);
    const chosen = choosePackages({
      records,
      ecosystem: name,
      seed: 20_261_122,
      count: 300,
      each: 2,
      accepts,
      near: neighbours,
    });
    const planted = chosen
      .filter((one) => !isLeftOut(one.name))
      .map((one) => ({ ...one, version: written(one.version) }));
    const root = join(directory, name);
    mkdirSync(root);
    writeTree(root, tree(planted));

    const report = scan(`dir:${root}`, database);

    const how: Evaluation = { records, ecosystem: name, oracle, ...(key && { key }) };
    const score = scoreOf(expectedHits(planted, how), foundHits(report, records));
    const seen = report.inventory.components.filter((one) => !one.name.startsWith('example.test/'));
    console.log(sayScore(name, planted.length, score));
    expect(report.inventory.gaps).toEqual([]);
    expect(seen).toHaveLength(planted.length);
    expect(score).toMatchObject({ wrong: [], missed: [] });
    expect(score.expected).toBeGreaterThan(planted.length / 4);
    expect(affectedFixes(report, planted, how)).toEqual([]);
  });
});
