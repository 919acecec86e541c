import type { Analyzer } from '#contract/analyzer.ts';
import { normalizePath } from '#kit/path.ts';
import { Budget } from '../bounds.ts';
import { linesOf } from '../lines.ts';

/** The topic of the facts that say which path of a package another package, or a person, took for itself. */
export const diversionTopic = 'package/diversion';

/**
 * `/var/lib/dpkg/diversions` (dpkg-divert(1)): of every three lines, the path as packages list it, where it lies instead, and
 * the package that may use the path, or `:` for the administrator.
 */
export const dpkgDiversions: Analyzer = {
  kind: 'analyzer',
  id: 'os/dpkg-diversions',
  revision: 1,
  title: 'diverted files of Debian packages',
  claims: [{ path: '/var/lib/dpkg/diversions' }],
  *analyze(file, scope) {
    const budget = new Budget(scope.limits.maxEntries);
    const group: string[] = [];
    for (const line of linesOf(file.text())) {
      budget.spend(1);
      if (group.push(line) < 3) continue;
      const [from = '', to = '', by = ''] = group.splice(0);
      const path = normalizePath(from);
      const target = normalizePath(to);
      if (path === undefined || target === undefined) continue;
      const location = { path: file.path };
      yield { type: 'fact', location, topic: diversionTopic, values: { path, target, by } };
    }
  },
};
