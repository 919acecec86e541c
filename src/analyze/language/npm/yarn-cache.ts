import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { partOf } from '../../binary/byte-source.ts';
import { readZipEntries, readZipEntry } from '../../binary/zip.ts';
import { locationOf } from '../package-component.ts';
import { manifestComponent } from './package-json.ts';

const maxManifestBytes = 2 ** 20;

/**
 * The cache of yarn berry, from which Plug'n'Play loads without unpacking: one zip file a package, with the package below its
 * `node_modules`. Located at the package.json inside, so that what packages require of one another is resolved in the cache.
 */
export const yarnCacheAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-yarn-cache',
  revision: 1,
  title: 'npm packages in the cache of yarn',
  claims: [{ directory: '.yarn/cache/', suffix: '.zip' }],
  *analyze(file, scope) {
    const source = partOf(file, 0, file.size);
    const entries = readZipEntries(source, isManifest, scope.limits);
    for (const entry of entries.slice(0, 1)) {
      const content = readZipEntry(source, entry, maxManifestBytes).toString('utf8');
      const fields = parseJson(content, 'the package.json');
      const inner = { ...locationOf(file), path: `${file.path}!/${entry.name}` };
      const component = isRecord(fields) ? manifestComponent(inner, fields, true) : undefined;
      if (component !== undefined) yield component;
    }
  },
};

/** The one of the package itself, not of what it bundles or carries as test data. */
function isManifest(name: Buffer): boolean {
  const text = name.length > 400 ? '' : name.toString('latin1');
  return /^node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(text);
}
