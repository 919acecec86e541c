import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { median, type Run, runOnce, runPairs } from './measure.ts';

/**
 * The benchmark: `node bench/run.ts DIRECTORY [RUNS]` builds the images and fetches the peer once, then prints ratios.
 * Scans are cold (no result cache) but the files are in the page cache, for both sides.
 */
const [directory = join(tmpdir(), 'caisson-bench'), runs = '5'] = process.argv.slice(2);
const count = Number(runs);
const here = import.meta.dirname;
mkdirSync(directory, { recursive: true });
execFileSync(join(here, 'images.sh'), [directory], { stdio: 'inherit' });
execFileSync(join(here, 'peer.sh'), [join(directory, 'peer')], { stdio: 'inherit' });

const trivy = join(directory, 'peer', 'trivy');
// As the launcher starts it.
const caisson = [
  process.execPath,
  '--max-semi-space-size=4',
  join(here, '..', 'dist', 'caisson.js'),
];
const cache = mkdtempSync(join(tmpdir(), 'caisson-bench-cache-'));
const environment = { CAISSON_CACHE_DIR: cache, CAISSON_OFFLINE: '1' };
const lines: string[] = [];

function say(line: string): void {
  lines.push(line);
  process.stdout.write(`${line}\n`);
}

function scan(reference: string, ...options: readonly string[]): Run {
  return runOnce(
    [...caisson, 'scan', reference, '-o', `json=${join(cache, 'report.json')}`, ...options],
    environment,
  );
}

function peer(path: string): Run {
  const peerCache = join(directory, 'peer-cache');
  rmSync(peerCache, { recursive: true, force: true });
  writeEmptyJavaIndex(join(peerCache, 'java-db'));
  const options = [
    '--quiet',
    '--format',
    'cyclonedx',
    '--skip-java-db-update',
    '--output',
    '/dev/null',
  ];
  return runOnce([trivy, 'image', '--cache-dir', peerCache, '--input', path, ...options]);
}

/** The peer wants its index of Java archives, which cannot be had offline: an empty one, so that it reads the archives. */
function writeEmptyJavaIndex(path: string): void {
  mkdirSync(path, { recursive: true });
  const index = new DatabaseSync(join(path, 'trivy-java.db'));
  index.exec(
    `CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
     CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT);`,
  );
  index.close();
  const day = '2035-01-01T00:00:00Z';
  const facts = { Version: 1, NextUpdate: day, UpdatedAt: day, DownloadedAt: day };
  writeFileSync(join(path, 'metadata.json'), JSON.stringify(facts));
}

function gunzipFloor(layout: string): Run {
  const blobs = globSync(join(layout, 'blobs/sha256/*')).filter(
    (path) => statSync(path).size > 2 ** 20,
  );
  return runOnce([process.execPath, join(here, 'gunzip.ts'), ...blobs]);
}

function ratio(pairs: readonly (readonly [Run, Run])[], figure: 'wall' | 'cpu'): string {
  return median(pairs.map(([a, b]) => b[figure] / a[figure])).toFixed(2);
}

function megabytes(values: readonly number[]): string {
  return (median(values) / 1e6).toFixed(0);
}

say(
  '| image | form | wall: Trivy / ours | CPU: Trivy / ours | ours / Node gunzip | our memory, MB | Trivy, MB |',
);
say('|---|---|---|---|---|---|---|');
for (const image of ['deb', 'node', 'java']) {
  for (const [form, scheme] of [
    ['docker.tar', 'docker-archive'],
    ['oci-gzip', 'oci-dir'],
    ['oci-zstd', 'oci-dir'],
  ] as const) {
    const path = join(directory, `${image}.${form}`);
    const pairs = runPairs(
      () => scan(`${scheme}:${path}`, '--no-cache'),
      () => peer(path),
      count,
    );
    const floor =
      form === 'oci-gzip'
        ? (
            1 /
            Number(
              ratio(
                runPairs(
                  () => scan(`${scheme}:${path}`, '--no-cache'),
                  () => gunzipFloor(path),
                  count,
                ),
                'wall',
              ),
            )
          ).toFixed(2)
        : '';
    const [ours, theirs] = [pairs.map(([a]) => a.rss), pairs.map(([, b]) => b.rss)];
    say(
      `| ${image} | ${form} | ${ratio(pairs, 'wall')} | ${ratio(pairs, 'cpu')} | ${floor} | ${megabytes(ours)} | ${megabytes(theirs)} |`,
    );
  }
}

say('\n| again, everything known | wall, ms | CPU, ms |');
say('|---|---|---|');
for (const image of ['deb', 'node', 'java']) {
  const reference = `oci-dir:${join(directory, `${image}.oci-gzip`)}`;
  scan(reference);
  const again = Array.from({ length: count }, () => scan(reference));
  say(
    `| ${image} | ${(median(again.map(({ wall }) => wall)) * 1000).toFixed(0)} | ${(median(again.map(({ cpu }) => cpu)) * 1000).toFixed(0)} |`,
  );
}
const version = Array.from({ length: count * 4 }, () => runOnce([...caisson, '--version']));
say(
  `| --version | ${(median(version.map(({ wall }) => wall)) * 1000).toFixed(0)} | ${(median(version.map(({ cpu }) => cpu)) * 1000).toFixed(0)} |`,
);
writeFileSync(join(directory, 'result.md'), `${lines.join('\n')}\n`);
rmSync(cache, { recursive: true });
