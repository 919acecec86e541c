import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Pair = readonly [string, string];

/** A program that defines the order of versions, or a few lines that write the specification down a second time. */
export interface Oracle {
  readonly name: string;
  readonly isInstalled: () => boolean;
  /** The sign of each comparison; NaN where the oracle does not take one of them as a version. */
  readonly signs: (pairs: readonly Pair[]) => readonly number[];
}

const python = '/usr/bin/python3';
const composer = '/usr/share/php/Composer/Semver/autoload.php';

/** `dpkg --compare-versions`. */
export const dpkg: Oracle = {
  name: 'dpkg --compare-versions',
  isInstalled: () => runs('dpkg', '--version'),
  signs: (pairs) => ask('sh', ['-c', dpkgLoop], pairs),
};
const dpkgLoop =
  'while read -r a b; do if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" eq "$b"; then echo 0; else echo 1; fi; done';

/** RPM's own comparison of epoch, version and release; no epoch is epoch 0. */
export const rpm: Oracle = {
  name: 'rpm.vercmp',
  isInstalled: () => runs('rpm', '--version'),
  signs: (pairs) =>
    chunksOf(pairs, 800).flatMap((chunk) => {
      const calls = chunk.map(([a, b]) => `print(rpm.vercmp("${a}","${b}") .. "\\n")`);
      return ask('rpm', ['--eval', `%{lua:${calls.join(' ')}}`], []);
    }),
};

export const packaging: Oracle = {
  name: 'packaging.version (Python)',
  isInstalled: () => runs(python, '-c', 'import packaging.version'),
  signs: (pairs) => ask(python, ['-c', pythonLoop], pairs),
};
const pythonLoop = `
import sys
from packaging.version import Version, InvalidVersion
def key(text):
    try: return Version(text)
    except InvalidVersion: return None
for line in sys.stdin:
    a, b = map(key, line.rstrip("\\n").split("\\t"))
    print("NaN" if a is None or b is None else (a > b) - (a < b))
`;

export const gemVersion: Oracle = {
  name: 'Gem::Version (Ruby)',
  isInstalled: () => runs('ruby', '--version'),
  signs: (pairs) => ask('ruby', ['-e', rubyLoop], pairs),
};
const rubyLoop =
  'STDIN.each_line { |l| a, b = l.chomp.split("\\t", -1); puts((Gem::Version.new(a) <=> Gem::Version.new(b)) || "NaN") rescue puts("NaN") }';

/** What Composer itself compares with. */
export const composerSemver: Oracle = {
  name: 'Composer\\Semver (PHP)',
  isInstalled: () => existsSync(composer) && runs('php', '--version'),
  signs: (pairs) => ask('php', ['-r', phpLoop], pairs),
};
const phpLoop = `require '${composer}'; $p = new Composer\\Semver\\VersionParser;
while (($l = fgets(STDIN)) !== false) { [$a, $b] = explode("\\t", rtrim($l, "\\n"));
  try { $a = $p->normalize($a); $b = $p->normalize($b);
    echo Composer\\Semver\\Comparator::equalTo($a, $b) ? 0 : (Composer\\Semver\\Comparator::lessThan($a, $b) ? -1 : 1), "\\n";
  } catch (UnexpectedValueException $e) { echo "NaN\\n"; } }`;

/** Semantic Versioning 2.0.0, section 11, written down here a second time. Missing numbers are 0, a leading `v` is dropped. */
export const semver: Oracle = {
  name: 'Semantic Versioning 2.0.0, §11',
  isInstalled: () => true,
  signs: (pairs) => pairs.map(([a, b]) => compareSemver(a, b)),
};

function compareSemver(a: string, b: string): number {
  const [x, y] = [splitSemver(a), splitSemver(b)];
  if (x === undefined || y === undefined) return Number.NaN;
  const release = [0, 1, 2].map((at) => Math.sign((x.numbers[at] ?? 0) - (y.numbers[at] ?? 0)));
  const decided = release.find((sign) => sign !== 0);
  return decided ?? comparePrerelease(x.prerelease, y.prerelease);
}

function splitSemver(text: string) {
  const match = /^v?(\d+(?:\.\d+){0,2})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(text);
  if (match === null) return undefined;
  return { numbers: (match[1] ?? '').split('.').map(Number), prerelease: match[2]?.split('.') };
}

/** A version without a pre-release is the higher one; identifiers of digits are numbers and lower than others. */
function comparePrerelease(a: readonly string[] | undefined, b: typeof a): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    const sign = compareIdentifier(left, right);
    if (sign !== 0) return sign;
  }
  return a.length < b.length ? -1 : 0;
}

function compareIdentifier(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => /^\d+$/.test(text));
  if (x === true && y === true) return Math.sign(Number(a) - Number(b));
  if (x !== y) return x === true ? -1 : 1;
  return a < b ? -1 : Number(a !== b);
}

function ask(program: string, args: readonly string[], pairs: readonly Pair[]): readonly number[] {
  const input = pairs.map(([a, b]) => `${a}\t${b}\n`).join('');
  const out = execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => Math.sign(Number(line)));
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function runs(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
