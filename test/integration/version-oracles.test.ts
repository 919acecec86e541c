import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparatorOf, isVersion, type Scheme } from '#version/scheme.ts';

/**
 * Our comparators against the programs that define the order, on generated pairs, and on real versions where
 * CAISSON_ADVISORIES names a directory in the layout of the OSV bucket (`<ecosystem>/all.zip`).
 */
type Pair = readonly [string, string];

interface Oracle {
  readonly name: string;
  readonly scheme: Scheme;
  /** What versions of the scheme are made of. */
  readonly alphabet: readonly string[];
  /** How many generated pairs; few where each costs a process. */
  readonly pairs: number;
  /** Directory of real versions in the bucket. */
  readonly bucket?: string;
  readonly isInstalled: () => boolean;
  /** Whether the oracle takes the text as a version at all. */
  readonly accepts?: (text: string) => boolean;
  /** Signs, one for each pair. */
  readonly ask: (pairs: readonly Pair[]) => readonly number[];
}

const digits = ['0', '1', '2', '9', '10', '01', '007', '99999999999999999999'];
const letters = ['a', 'b', 'z', 'A', 'rc', 'alpha', 'beta', 'pre', 'dev', 'p'];
const mavenJars = ['/usr/share/java/maven-artifact-3.x.jar', '/usr/share/java/commons-lang3.jar'];
const alpm = '/usr/lib/x86_64-linux-gnu/libalpm.so.13';
const python = '/usr/bin/python3';

const oracles: readonly Oracle[] = [
  {
    name: 'dpkg',
    scheme: 'deb',
    alphabet: [...digits, ...letters, '.', '.', '-', '+', '~', '~~', ':'],
    pairs: 1500,
    bucket: 'Debian',
    isInstalled: () => runs('dpkg', '--version'),
    accepts: (text) => /^(?:[0-9]{1,4}:)?[0-9][A-Za-z0-9.+~-]*$/.test(text) && !text.endsWith('-'),
    ask: (pairs) => signs('sh', ['-c', `while read -r a b; do ${dpkgOrder}; done`], lines(pairs)),
  },
  {
    name: 'rpm',
    scheme: 'rpm',
    alphabet: [...digits, ...letters, '.', '.', '-', '+', '~', '^', '_'],
    pairs: 4000,
    bucket: 'AlmaLinux',
    isInstalled: () => runs('rpm', '--version'),
    accepts: (text) => /^(?:[0-9]+:)?[A-Za-z0-9._+~^]+(?:-[A-Za-z0-9._+~^]+)?$/.test(text),
    ask: (pairs) =>
      chunks(pairs, 800).flatMap((chunk) =>
        signs('rpm', ['--eval', `%{lua:${chunk.map(luaCall).join(' ')}}`], ''),
      ),
  },
  {
    name: 'ruby',
    scheme: 'rubygems',
    alphabet: [...digits, ...letters, '.', '.', '-'],
    pairs: 4000,
    bucket: 'RubyGems',
    isInstalled: () => runs('ruby', '--version'),
    accepts: (text) => isVersion('rubygems', text),
    ask: (pairs) => signs('ruby', ['-e', rubyScript], lines(pairs)),
  },
  {
    name: 'python packaging',
    scheme: 'pep440',
    alphabet: [
      ...digits,
      ...letters,
      '.',
      '.',
      '-',
      '_',
      '+',
      '!',
      'post',
      'rev',
      'c',
      'preview',
      'v',
      'a1',
      '.dev',
      'rc1',
    ],
    pairs: 6000,
    bucket: 'PyPI',
    isInstalled: () => runs(python, '-c', 'import packaging.version'),
    ask: (pairs) => signs(python, ['-c', pythonScript], lines(pairs)),
  },
  {
    name: 'maven',
    scheme: 'maven',
    alphabet: [
      ...digits,
      ...letters,
      '.',
      '.',
      '-',
      '-',
      'ga',
      'final',
      'sp',
      'SNAPSHOT',
      'm',
      'cr',
      'release',
      'jre',
      '_',
    ],
    pairs: 6000,
    isInstalled: () => mavenJars.every((jar) => existsSync(jar)) && runs('java', '-version'),
    accepts: (text) => text !== '' && !/[^\x21-\x7e]/.test(text) && !text.startsWith('-'),
    ask: (pairs) => chunks(pairs, 2000).flatMap(askMaven),
  },
  {
    name: 'php',
    scheme: 'packagist',
    alphabet: [...digits.slice(0, -1), ...letters, '.', '.', '-', '_', '+', 'RC', 'pl'],
    pairs: 6000,
    bucket: 'Packagist',
    isInstalled: () => runs('php', '--version'),
    // PHP overflows on long numbers and reads separators at the end in ways of its own.
    accepts: (text) => /[A-Za-z0-9]$/.test(text) && !/[0-9]{18}/.test(text),
    ask: (pairs) => signs('php', ['-r', phpScript], lines(pairs)),
  },
  {
    name: 'libalpm',
    scheme: 'pacman',
    alphabet: [...digits, ...letters, '.', '.', '-', '+', '_', ':'],
    pairs: 6000,
    isInstalled: () => existsSync(alpm) && runs(python, '--version'),
    ask: (pairs) => signs(python, ['-c', alpmScript], lines(pairs)),
  },
];

const dpkgOrder =
  'if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" gt "$b"; then echo 1; else echo 0; fi';
const rubyScript =
  'STDIN.each_line { |l| a, b = l.chomp.split("\\t", -1); c = (Gem::Version.new(a) <=> Gem::Version.new(b) rescue "NaN"); puts c }';
const pythonScript = `
import sys
from packaging.version import Version, InvalidVersion
def key(text):
    try: return Version(text)
    except InvalidVersion: return None
for line in sys.stdin:
    a, b = map(key, line.rstrip("\\n").split("\\t"))
    if a is None or b is None: print("NaN")
    else: print((a > b) - (a < b))
`;
const phpScript =
  'while (($l = fgets(STDIN)) !== false) { [$a, $b] = explode("\\t", rtrim($l, "\\n")); echo version_compare(preg_replace("/^[vV]/", "", $a), preg_replace("/^[vV]/", "", $b)), "\\n"; }';
const alpmScript = `
import ctypes, sys
compare = ctypes.CDLL("${alpm}").alpm_pkg_vercmp
for line in sys.stdin:
    a, b = line.rstrip("\\n").encode().split(b"\\t")
    print(compare(a, b))
`;

describe.for(oracles)('$name', (oracle) => {
  const { alphabet } = oracle;

  test.skipIf(!oracle.isInstalled())('agrees on generated versions', () => {
    const version = fc
      .tuple(fc.constantFrom(...digits), fc.array(fc.constantFrom(...alphabet), { maxLength: 6 }))
      .map(([first, rest]) => first + rest.join(''));
    const near = fc
      .tuple(version, fc.nat(), fc.constantFrom(...alphabet))
      .map(([text, at, part]): Pair => [text, text.slice(0, at % (text.length + 1)) + part]);
    const pair = fc.oneof(fc.tuple(version, version), near);

    const pairs = fc.sample(pair, { numRuns: oracle.pairs, seed: 20_260_101 });

    expect(disagreements(oracle, pairs)).toEqual([]);
  });
});

const real = oracles.filter((oracle) => oracle.bucket !== undefined);

describe.for(real)('$name, real versions (CAISSON_ADVISORIES)', (oracle) => {
  const directory = process.env['CAISSON_ADVISORIES'] ?? '';
  const zip = join(directory, oracle.bucket ?? '', 'all.zip');
  const isReady = directory !== '' && existsSync(zip) && oracle.isInstalled();

  test.skipIf(!isReady)('agrees', () => {
    const versions = realVersions(zip);
    const pairs = [1, 3, 50].flatMap((distance) =>
      versions.flatMap((a, index): readonly Pair[] => {
        const b = versions[index + distance];
        return b === undefined ? [] : [[a, b]];
      }),
    );
    const step = Math.max(1, Math.floor(pairs.length / oracle.pairs));
    const chosen = pairs.filter((_, index) => index % step === 0);

    expect(versions.filter((text) => !isVersion(oracle.scheme, text))).toEqual([]);
    expect(disagreements(oracle, chosen)).toEqual([]);
  });
});

/** Pairs on which the oracle says something else; it must have decided a good part of them at all. */
function disagreements(oracle: Oracle, candidates: readonly Pair[]) {
  const compare = comparatorOf(oracle.scheme);
  const accepts = oracle.accepts ?? (() => true);
  const pairs = candidates.filter(([a, b]) => accepts(a) && accepts(b));
  const answers = oracle.ask(pairs);

  const decided = pairs.flatMap(([a, b], index) => {
    const answer = answers[index] ?? Number.NaN;
    return Number.isNaN(answer) ? [] : [{ a, b, oracle: answer, ours: Math.sign(compare(a, b)) }];
  });

  expect(answers).toHaveLength(pairs.length);
  expect(decided.length).toBeGreaterThan(candidates.length / 10);
  return decided.filter((one) => one.oracle !== one.ours);
}

function realVersions(zip: string): readonly string[] {
  const text = execFileSync('unzip', ['-p', zip], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const found = text.matchAll(/"(?:fixed|last_affected)":\s*"([^"\s]+)"/g);
  return [...new Set([...found].map((match) => match[1] ?? ''))]
    .filter((version) => version !== '0')
    .sort(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function askMaven(pairs: readonly Pair[]): readonly number[] {
  const main = 'org.apache.maven.artifact.versioning.ComparableVersion';
  const out = execFileSync('java', ['-cp', mavenJars.join(':'), main, ...pairs.flat()], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const compared = out.split('\n').filter((line) => line.startsWith('   '));
  // It compares each argument with the one before it: every second line is a pair of ours.
  return compared
    .filter((_, index) => index % 2 === 0)
    .map((line) => ['<', '==', '>'].indexOf(/ (<|==|>) /.exec(line)?.[1] ?? '') - 1);
}

function luaCall([a, b]: Pair): string {
  return `print(rpm.vercmp("${a}","${b}") .. "\\n")`;
}

function signs(command: string, args: readonly string[], input: string): readonly number[] {
  const out = execFileSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Math.sign(Number(line)));
}

function lines(pairs: readonly Pair[]): string {
  return pairs.map(([a, b]) => `${a}\t${b}\n`).join('');
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
