import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { basename, dirname, normalizePath } from '#kit/path.ts';
import type { Observation } from '#model/observation.ts';
import { Budget } from '../bounds.ts';
import { linesOf } from '../lines.ts';
import { ownershipObservations } from '../package-observation.ts';

/**
 * Which files each Debian package owns: `pkg.list` and `pkg:arch.list`. Their `.md5sums` name a part of the same files and
 * are read only in distroless images, which have no lists.
 */
export const dpkgFiles: Analyzer = {
  kind: 'analyzer',
  id: 'os/dpkg-files',
  revision: 2,
  title: 'files of Debian packages',
  claims: [
    { directory: '/var/lib/dpkg/info/', suffix: '.list' },
    { directory: '/var/lib/dpkg/status.d/', suffix: '.md5sums' },
    { directory: '/usr/lib/opkg/info/', suffix: '.list' },
    { directory: '/var/lib/opkg/info/', suffix: '.list' },
  ],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const budget = new Budget(scope.limits.maxEntries);
  const pathOf = file.path.endsWith('.md5sums') ? pathOfSum : normalizePath;
  const paths: string[] = [];
  for (const line of linesOf(file.text())) {
    const path = line === '' ? undefined : pathOf(line);
    if (path === undefined) continue;
    budget.spend(1);
    paths.push(path);
  }
  const owner = { ecosystem: 'deb', package: packageOf(file.path) } as const;
  yield* ownershipObservations(file.path, owner, withoutDirectories(paths));
}

/** A line of md5sum(1): 32 digits, two spaces, path relative to the root. */
function pathOfSum(line: string): string | undefined {
  return /^[0-9a-f]{32} [ *]/.test(line) ? `/${line.slice(34)}` : undefined;
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
