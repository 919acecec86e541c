import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { ComponentObservation, Observation } from '#model/observation.ts';
import { readSqliteTable, textOf } from '../../os/rpm/sqlite.ts';
import { locationOf, packageGap } from '../package-component.ts';
import { parseStorePath, storeComponent } from './store-path.ts';

/** The store's database, `/nix/var/nix/db/db.sqlite`: tables `ValidPaths` (id, path) and `Refs` (referrer, reference). */
export const nixDatabaseAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/nix-database',
  revision: 1,
  title: 'packages of the Nix store',
  claims: [{ directory: 'nix/var/nix/db/', suffix: 'db.sqlite' }],
  *analyze(file, scope) {
    const rows = readSqliteTable(file, 'ValidPaths', 2);
    if (rows === undefined)
      throw new CaissonError('input.malformed', 'the database lists no store paths');
    const byId = new Map<number, ComponentObservation>();
    let count = 0;
    for (const [id, path] of rows) {
      count += 1;
      if (count > scope.limits.maxEntries)
        throw new CaissonError('limit.entries', 'the database has too many store paths');
      const store = parseStorePath(textOf(path) ?? '');
      if (store === undefined || typeof id !== 'number') continue;
      const seen = storeComponent(file, store);
      byId.set(id, seen);
      yield seen;
    }
    yield* referencesOf(file, byId, scope);
  },
};

function* referencesOf(
  file: FileView,
  byId: ReadonlyMap<number, ComponentObservation>,
  scope: Scope,
): Iterable<Observation> {
  let count = 0;
  for (const [referrer, reference] of readSqliteTable(file, 'Refs', 2) ?? []) {
    count += 1;
    if (count > scope.limits.maxEntries * 4) {
      yield packageGap(file, 'too-large', 'not all references between store paths were read');
      return;
    }
    const from = typeof referrer === 'number' ? byId.get(referrer) : undefined;
    const to = typeof reference === 'number' ? byId.get(reference) : undefined;
    if (from === undefined || to === undefined || from === to) continue;
    yield {
      type: 'relation',
      location: locationOf(file),
      relation: { from: from.component.id, to: to.component.id, kind: 'depends-on' },
    };
  }
}

/**
 * Images that Nix builds have a store but no database: programs, libraries and a few well-known files in it tell of their
 * store path. The path is all that is looked at.
 */
export const nixStoreAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/nix-store',
  revision: 1,
  title: 'files in the Nix store',
  claims: [
    { magic: [0x7f, 0x45, 0x4c, 0x46] },
    { magic: [0x23, 0x21] },
    { directory: '/nix/store/' },
    ...['METADATA', 'package.json', 'ca-bundle.crt', 'tzdata.zi', 'ld.so.cache'].map((name) => ({
      basename: name,
    })),
    { directory: 'pkgconfig/', suffix: '.pc' },
  ],
  *analyze(file) {
    if (!file.path.includes('/nix/store/')) return;
    const store = parseStorePath(file.path);
    if (store !== undefined) yield storeComponent(file, store);
  },
};
