import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { Budget, isPlainWord } from '../bounds.ts';
import { linesOf } from '../lines.ts';
import { ownershipObservations, packageObservation } from '../package-observation.ts';

/** Packages of Gentoo: a folder each, `/var/db/pkg/CATEGORY/NAME-VERSION`, whose `CONTENTS` lists the files. */
export const portagePackages: Analyzer = {
  kind: 'analyzer',
  id: 'os/portage',
  revision: 1,
  title: 'Gentoo packages',
  // A directory claim cannot leave segments open, so the path is looked at once more.
  claims: [{ basename: 'CONTENTS' }],
  analyze,
};

/** Versions begin at the last dash before a digit and may end in a revision, `-r1` (Package Manager Specification 3.2). */
const folder = /^\/var\/db\/pkg\/([^/]+)\/([^/]+?)-([0-9][^/-]*(?:-r[0-9]+)?)\/CONTENTS$/;

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const [, category, name, version] = folder.exec(file.path) ?? [];
  if (category === undefined || !isPlainWord(name) || !isPlainWord(version)) return;
  const full = `${category}/${name}`;
  yield packageObservation(file.path, {
    name: full,
    version,
    purl: { type: 'ebuild', namespace: category, name },
  });
  const budget = new Budget(scope.limits.maxEntries);
  const paths: string[] = [];
  for (const line of linesOf(file.text())) {
    const path = pathOf(line);
    if (path === undefined) continue;
    budget.spend(1);
    paths.push(path);
  }
  yield* ownershipObservations(file.path, { ecosystem: 'generic', package: full }, paths);
}

/** `obj PATH md5 time`, `sym PATH -> TARGET time`; names may hold spaces. Directories are left out. */
function pathOf(line: string): string | undefined {
  if (line.startsWith('obj ')) {
    const end = line.lastIndexOf(' ', line.lastIndexOf(' ') - 1);
    return end > 4 ? line.slice(4, end) : undefined;
  }
  if (!line.startsWith('sym ')) return undefined;
  const arrow = line.indexOf(' -> ');
  return arrow === -1 ? undefined : line.slice(4, arrow);
}
