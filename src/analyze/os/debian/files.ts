import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { basename, dirname, normalizePath } from '#kit/path.ts';
import type { Observation, OwnershipObservation } from '#model/observation.ts';
import { Budget } from '../bounds.ts';
import { linesOf } from '../lines.ts';
import { ownershipObservations } from '../package-observation.ts';

/**
 * Which files each Debian package owns, `pkg.list` and `pkg:arch.list`, and the MD5 of those that are no configuration,
 * `.md5sums` (deb-md5sums(5)). Distroless images have only the latter.
 */
export const dpkgFiles: Analyzer = {
  kind: 'analyzer',
  id: 'os/dpkg-files',
  revision: 3,
  title: 'files of Debian packages',
  claims: [
    { directory: '/var/lib/dpkg/info/', suffix: '.list' },
    { directory: '/var/lib/dpkg/info/', suffix: '.md5sums' },
    { directory: '/var/lib/dpkg/status.d/', suffix: '.md5sums' },
    { directory: '/usr/lib/opkg/info/', suffix: '.list' },
    { directory: '/var/lib/opkg/info/', suffix: '.list' },
  ],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const budget = new Budget(scope.limits.maxEntries);
  const owner = { ecosystem: 'deb', package: packageOf(file.path) } as const;
  if (file.path.endsWith('.md5sums')) {
    yield* observeSums(file, owner, budget);
    return;
  }
  const paths: string[] = [];
  for (const line of linesOf(file.text())) {
    const path = line === '' ? undefined : normalizePath(line);
    if (path === undefined) continue;
    budget.spend(1);
    paths.push(path);
  }
  yield* ownershipObservations(file.path, owner, withoutDirectories(paths));
}

/**
 * Lines of md5sum(1): 32 digits, two spaces, path relative to the root. What lies in `/etc` is the administrator's, even
 * where a package does not mark it as configuration.
 */
function* observeSums(
  file: FileView,
  owner: Pick<OwnershipObservation, 'ecosystem' | 'package'>,
  budget: Budget,
): Iterable<Observation> {
  const paths: string[] = [];
  const values: string[] = [];
  for (const line of linesOf(file.text())) {
    if (!/^[0-9a-fA-F]{32} [ *]./.test(line)) continue;
    const path = normalizePath(`/${line.slice(34)}`);
    if (path === undefined) continue;
    budget.spend(1);
    paths.push(path);
    values.push(path.startsWith('/etc/') ? '' : line.slice(0, 32).toLowerCase());
  }
  yield* ownershipObservations(file.path, owner, paths, { algorithm: 'md5', values });
}

/** `libc6` of `libc6:amd64.list`. */
function packageOf(path: string): string {
  const name = basename(path);
  return name.slice(0, name.lastIndexOf('.')).split(':', 1)[0] ?? name;
}

/** Lists name every directory above a file as well; those that are someone's parent are dropped. */
function withoutDirectories(paths: readonly string[]): readonly string[] {
  const parents = new Set(paths.map(dirname));
  return paths.filter((path) => path !== '/' && !parents.has(path));
}
