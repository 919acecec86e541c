import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { basename, dirname, normalizePath } from '#kit/path.ts';
import { locationOf } from '../package-component.ts';

/**
 * The modules and libraries that a wheel installed, with their SHA-256: `NAME.dist-info/RECORD` (Recording installed projects,
 * PyPA specifications). Paths are relative to the directory above; only what is loaded is kept.
 */
export const pythonRecordAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-record',
  revision: 1,
  title: 'files of Python distributions',
  claims: [{ basename: 'RECORD' }],
  *analyze(file, scope) {
    const directory = dirname(file.path);
    if (!directory.endsWith('.dist-info')) return;
    const { paths, values } = recordedOf(file.text(), dirname(directory), scope.limits.maxEntries);
    if (paths.length === 0) return;
    yield {
      type: 'ownership',
      location: locationOf(file),
      ecosystem: 'pypi',
      package: basename(directory).split('-', 1)[0] ?? '',
      paths,
      digests: { algorithm: 'sha256', values },
    };
  },
};

/** Files with their digests in hex, of those that lie below `site`. */
function recordedOf(text: string, site: string, maxEntries: number) {
  const paths: string[] = [];
  const values: string[] = [];
  for (const line of text.split('\n')) {
    const [, name = '', sum = ''] = recordLine.exec(line) ?? [];
    const path = code.test(name) ? normalizePath(`${site}/${unquoted(name)}`) : undefined;
    if (path?.startsWith(`${site}/`) !== true) continue;
    if (paths.push(path) > maxEntries)
      throw new CaissonError('limit.entries', 'the distribution lists too many files');
    values.push(Buffer.from(sum, 'base64url').toString('hex'));
  }
  return { paths, values };
}

/** `path,sha256=…,size`; a digest of SHA-256 has 43 characters of base64url. */
const recordLine = /^(.{1,4096}),sha256=([A-Za-z0-9_-]{43})=?,\d*\r?$/;
const code = /\.(?:py|pth|so(?:\.[0-9.]+)?)"?$/;

function unquoted(field: string): string {
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}
