import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { componentOfFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { type Evaluation, expectedHits, type Planted } from '../accuracy/evaluate.ts';
import { gemVersion, type Oracle, packaging, semver } from '../accuracy/oracle.ts';
import { buildDatabase, gapsOf, scan } from '../accuracy/program.ts';
import { hasFeeds, recordsOf } from '../accuracy/records.ts';
import { foundHits, scoreOf } from '../accuracy/score.ts';
import { phpTree, type TreeFile, writeTree } from '../accuracy/trees.ts';
import { type ZipEntry, zipOf } from '../accuracy/zip.ts';
import { hasPrograms, run, temporary } from '../daemons.ts';
import { digestOf, writeDockerArchive } from '../sample-image.ts';

/**
 * One image with applications of eight ecosystems, as real package managers left them where they can be had, and no operating
 * system. Each manager's own tool says what is installed; with the advisories that gives the findings to expect.
 */
const feeds = ['npm', 'PyPI', 'RubyGems', 'Go', 'crates.io', 'Packagist'];
const can = hasFeeds(...feeds) && hasPrograms('unzip', 'tar');
const pythonPackages = '/usr/lib/python3/dist-packages';
const gems = '/usr/share/rubygems-integration/all/specifications';
// A Go program that comes with the project's own tools: Debian builds its programs without module information.
const goProgram = resolve('node_modules/@oxlint-tsgolint/linux-x64/tsgolint');
let directory = '';
let database = '';
let hasNpm = false;
let report: ScanReport;

/** The libraries in `/app/shop.war`: the second one tells its coordinates only by manifest and file name. */
const jars = {
  'WEB-INF/lib/log4j-core-2.14.1.jar': [
    [
      'META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties',
      'groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n',
    ],
  ],
  'WEB-INF/lib/tools-1.2.jar': [
    [
      'META-INF/MANIFEST.MF',
      'Manifest-Version: 1.0\r\nImplementation-Title: tools\r\nImplementation-Version: 1.2\r\nImplementation-Vendor-Id: com.example\r\n\r\n',
    ],
  ],
} as const satisfies Readonly<Record<string, readonly ZipEntry[]>>;

const cargoLock =
  'version = 3\n\n[[package]]\nname = "smallvec"\nversion = "0.6.9"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n';
const nugetDeps = JSON.stringify({
  runtimeTarget: { name: '.NETCoreApp,Version=v6.0' },
  targets: {
    '.NETCoreApp,Version=v6.0': {
      'Newtonsoft.Json/12.0.3': { runtime: { 'lib/netstandard2.0/Newtonsoft.Json.dll': {} } },
    },
  },
  libraries: { 'Newtonsoft.Json/12.0.3': { type: 'package', serviceable: true, sha512: '' } },
});

beforeAll(() => {
  if (!can) return;
  directory = temporary('applications');
  database = buildDatabase(directory, ...feeds);
  const root = join(directory, 'root');
  mkdirSync(root);
  writeTree(root, filesOf());
  copyIf(
    pythonPackages,
    join(root, 'opt/python/lib/python3.11/site-packages'),
    /\.(?:dist|egg)-info(?:\/|$)/,
  );
  copyIf(gems, join(root, 'opt/ruby/specifications'), /\.gemspec$/);
  if (existsSync(goProgram)) cpSync(goProgram, join(root, 'usr/local/bin/server'));
  hasNpm = installNpm(join(root, 'app/node'));
  // Nobody publishes advisories of Maven and NuGet here: that is a gap, and so exit code 3.
  report = scan(imageOf(root), database, 3);
});

afterAll(() => {
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

function filesOf(): readonly TreeFile[] {
  const war = Object.entries(jars).map(([path, entries]): ZipEntry => [path, zipOf(entries)]);
  return [
    ['app/shop.war', zipOf(war)],
    ['app/rust/Cargo.lock', cargoLock],
    ['app/dotnet/shop.deps.json', nugetDeps],
    ...phpTree([{ name: 'twig/twig', version: 'v2.14.0' }]),
  ];
}

/** Copies the direct entries of a directory whose names match. */
function copyIf(from: string, to: string, wanted: RegExp): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((one) => wanted.test(one)))
    cpSync(join(from, name), join(to, name), { recursive: true, dereference: true });
}

/** Old packages from the registry that npm is set up with; false where it cannot be reached. */
function installNpm(to: string): boolean {
  const packages = ['lodash@4.17.4', 'minimist@0.0.8', 'express@4.15.0'];
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', to];
  mkdirSync(to, { recursive: true });
  try {
    run('npm', 'install', '--silent', ...flags, ...packages);
    return true;
  } catch {
    return false;
  }
}

function imageOf(root: string): string {
  const tar = join(directory, 'layer.tar');
  run('tar', '-C', root, '--sort=name', '-cf', tar, '.');
  const content = readFileSync(tar);
  const diffIds = [digestOf(content)];
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: diffIds },
    }),
  );
  const path = join(directory, 'image.tar');
  const image = { tars: [content], config, id: digestOf(config), diffIds };
  writeDockerArchive(image, path, 'applications:1');
  return path;
}

/** `name@version` of what is installed below a directory. */
function seen(ecosystem: string, below: string): readonly string[] {
  const found = report.inventory.components.filter(
    (one) =>
      one.ecosystem === ecosystem &&
      one.presence !== 'declared' &&
      one.locations.some(({ path }) => path.startsWith(below)),
  );
  return [...new Set(found.map(({ name, version }) => `${name}@${version}`))].toSorted();
}

function plantedOf(lines: readonly string[]): readonly Planted[] {
  return lines.map((line) => ({
    name: line.slice(0, line.lastIndexOf('@')),
    version: line.slice(line.lastIndexOf('@') + 1),
  }));
}

/** The findings of one ecosystem must be those that the oracle gives for what is installed. */
function expectHits(ecosystem: string, oracle: Oracle, lines: readonly string[]): void {
  const planted = plantedOf(lines);
  const names = new Set(lines);
  const records = recordsOf(ecosystem);
  const how: Evaluation = { records, ecosystem, oracle, key: (name) => name.toLowerCase() };
  const found = [...foundHits(report, records)].filter((line) =>
    names.has(line.split(' ')[0] ?? ''),
  );

  expect(scoreOf(expectedHits(planted, how), new Set(found))).toMatchObject({
    wrong: [],
    missed: [],
  });
}

describe.skipIf(!can)('applications', () => {
  test('nothing in the image is beyond reach, and it has no system', () => {
    expect(report.inventory.gaps).toEqual([]);
    expect(report.inventory.os).toBeUndefined();
  });

  test('Node: what npm ls says', ({ skip }) => {
    skip(!hasNpm, 'no registry of npm packages');
    const root = join(directory, 'root/app/node');
    const listed = run('npm', 'ls', '--all', '--parseable', '--long', '--prefix', root);
    const expected = [...listed.matchAll(/^[^:\n]*node_modules[^:\n]*:([^:\n]+)/gm)].map(
      (m) => m[1] ?? '',
    );

    const found = seen('npm', '/app/node/');

    expect(found).toEqual([...new Set(expected)].toSorted());
    expect(found.length).toBeGreaterThan(30);
    expectHits('npm', semver, found);
  });

  test.skipIf(!packaging.isInstalled() || !existsSync(pythonPackages))(
    'Python: what importlib.metadata says',
    () => {
      const site = join(directory, 'root/opt/python/lib/python3.11/site-packages');
      const script = `import sys, importlib.metadata as m\nfor d in m.distributions(path=[sys.argv[1]]): print(d.metadata["Name"] + "@" + d.version)`;
      const expected = run('/usr/bin/python3', '-c', script, site).trim().split('\n');

      const found = seen('pypi', '/opt/python/');

      expect(found).toEqual([...new Set(expected)].toSorted());
      expectHits('PyPI', packaging, found);
    },
  );

  test.skipIf(!gemVersion.isInstalled() || !existsSync(gems))(
    'Ruby: what Gem::Specification says',
    () => {
      const root = join(directory, 'root/opt/ruby/specifications');
      const script =
        'Dir[ARGV[0] + "/*.gemspec"].each { |f| s = Gem::Specification.load(f); puts "#{s.name}@#{s.version}" if s }';
      const expected = run('ruby', '-e', script, root).trim().split('\n');

      const found = seen('gem', '/opt/ruby/');

      expect(found).toEqual(expected.toSorted());
      expectHits('RubyGems', gemVersion, found);
    },
  );

  test.skipIf(!existsSync(goProgram))('Go: the modules that stand in the program', () => {
    const expected = goModules(goProgram);

    const found = seen('golang', '/usr/local/bin/server');

    expect(found).toEqual(expect.arrayContaining([...expected]));
    expect(found.filter((line) => line.startsWith('stdlib@'))).toHaveLength(1);
    expectHits('Go', semver, expected);
  });

  test('Java: archives within archives', () => {
    expect(seen('maven', '/app/shop.war')).toEqual([
      'com.example:tools@1.2',
      'org.apache.logging.log4j:log4j-core@2.14.1',
    ]);
  });

  test('.NET: what the deps file names', () => {
    expect(seen('nuget', '/app/dotnet/')).toEqual(['Newtonsoft.Json@12.0.3']);
  });

  test('PHP: what Composer installed, with its findings', () => {
    const found = report.findings.filter(
      ({ finding }) => componentOfFinding(finding)?.name === 'twig/twig',
    );

    expect(seen('composer', '/app0/')).toEqual(['twig/twig@v2.14.0']);
    expect(found.map(({ finding }) => finding.rule)).toContain('CVE-2022-23614');
  });

  test('Rust: a lock file in an image declares, and its findings say so', () => {
    const smallvec = report.inventory.components.filter(({ name }) => name === 'smallvec');

    expect(smallvec).toMatchObject([{ presence: 'declared', version: '0.6.9' }]);
    const rules = report.findings
      .filter(({ finding }) => finding.title.startsWith('smallvec'))
      .map(({ finding }) => finding.vex?.rule);
    expect([...new Set(rules)]).toEqual(['declared-only']);
  });

  test('ecosystems without advisories are named', () => {
    const gaps = gapsOf(report).filter(({ reason }) => reason === 'no-advisories');

    expect(gaps.map(({ detail }) => detail).toSorted()).toEqual([
      expect.stringContaining('maven'),
      expect.stringContaining('nuget'),
    ]);
  });
});

/** Dependencies as the build information of a Go program lists them, without any that a replacement stands for. */
function goModules(path: string): readonly string[] {
  const text = readFileSync(path, 'latin1');
  const found = [...text.matchAll(/\ndep\t(\S+)\t(v\S+)(?:\t\S+)?\n(?!=>)/g)];
  return [...new Set(found.map((match) => `${match[1]}@${match[2]}`))].toSorted();
}
