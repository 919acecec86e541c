import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndex } from '../src/advisory/open-index.ts';
import { defaultLimits, type Scope } from '../src/contract/scope.ts';
import { median } from './measure.ts';

/**
 * Opening the bundled database and 1,000 look-ups, a tenth of which find something: `node bench/lookups.ts`. The segments
 * are inflated once before, as after a first scan.
 */
function quiet(): void {}

const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
  clock: () => new Date(),
  limits: defaultLimits,
  temporaryDirectory: tmpdir(),
};
const cache = mkdtempSync(join(tmpdir(), 'caisson-lookups-'));
const location = { cache, bundled: join(import.meta.dirname, '..', 'data', 'snapshot') };
const known = [
  'openssl',
  'curl',
  'expat',
  'perl',
  'glibc',
  'libxml2',
  'python3.11',
  'krb5',
  'openjdk-17',
  'git',
];
const names = Array.from({ length: 1000 }, (_, at) =>
  at % 10 === 0 ? (known[(at / 10) % 10] ?? '') : `package-${at}`,
);

function once(): number {
  const start = performance.now();
  using index = openIndex(location, scope);
  for (const name of names) index.byPackage('debian-12', name);
  return performance.now() - start;
}

const first = once();
const times = Array.from({ length: 20 }, once);
process.stdout.write(
  `first (inflates): ${first.toFixed(1)} ms, then median ${median(times).toFixed(1)} ms\n`,
);
rmSync(cache, { recursive: true });
