import type { Analyzer } from '#contract/analyzer.ts';
import { partOf } from '../../binary/byte-source.ts';
import { readZipEntries, readZipEntry } from '../../binary/zip.ts';
import { distributionComponent } from './installed.ts';
import { readMetadataHeaders } from './metadata-headers.ts';
import { requiresText } from './requires-text.ts';

const maxMetadataBytes = 4 * 2 ** 20;
const wanted = new Set(['EGG-INFO/PKG-INFO', 'EGG-INFO/requires.txt']);

/** Python distributions that were installed as a zip file, `NAME-VERSION-pyX.Y.egg`; Python imports from it as it is. */
export const eggArchiveAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-egg',
  revision: 1,
  title: 'Python distributions installed as zipped eggs',
  claims: [{ suffix: '.egg' }],
  *analyze(file, scope) {
    const source = partOf(file, 0, file.size);
    const entries = readZipEntries(
      source,
      (name) => wanted.has(name.toString('latin1')),
      scope.limits,
    );
    function read(name: string): string | undefined {
      const entry = entries.find((one) => one.name === name);
      return entry && readZipEntry(source, entry, maxMetadataBytes).toString('utf8');
    }
    const metadata = read('EGG-INFO/PKG-INFO');
    if (metadata === undefined) return;
    const asked = requiresText(read('EGG-INFO/requires.txt') ?? '');
    yield distributionComponent(file, readMetadataHeaders(metadata), asked);
  },
};
