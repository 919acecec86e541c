import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { formatPurl } from '#model/purl.ts';
import { linesOf } from '../../os/lines.ts';
import { licensesOf } from '../license.ts';
import { type PackageFacts, packageComponent, textOf } from '../package-component.ts';

/** WordPress looks for headers in the first 8 KiB (`get_file_data`). */
const headerBytes = 8192;

/**
 * Plug-ins: a PHP file in `wp-content/plugins/SLUG/` or `mu-plugins/` with the header `Plugin Name` (WordPress Plugin
 * Handbook, "Header Requirements"). The directory is the name under which the plug-in is published.
 */
export const wordpressPluginAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/wordpress-plugin',
  revision: 1,
  title: 'WordPress plug-ins',
  claims: [{ suffix: '.php' }],
  *analyze(file) {
    const match = /\/wp-content\/(?:mu-)?plugins\/(?:([^/]+)\/)?([^/]+)\.php$/.exec(
      file.path.slice(-600),
    );
    if (match === null) return;
    const headers = headersOf(file);
    const slug = textOf(match[1] ?? match[2]);
    const title = headers.get('plugin name');
    if (title === undefined || slug === undefined) return;
    yield packageComponent(file, wordpressFacts('wordpress-plugin', slug, headers));
  },
};

/** Themes: `wp-content/themes/SLUG/style.css` with the header `Theme Name`. */
export const wordpressThemeAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/wordpress-theme',
  revision: 1,
  title: 'WordPress themes',
  claims: [{ basename: 'style.css' }],
  *analyze(file) {
    const slug = textOf(
      /\/wp-content\/themes\/([^/]+)\/style\.css$/.exec(file.path.slice(-600))?.[1],
    );
    if (slug === undefined) return;
    const headers = headersOf(file);
    if (!headers.has('theme name')) return;
    yield packageComponent(file, wordpressFacts('wordpress-theme', slug, headers));
  },
};

type Headers = ReadonlyMap<string, string>;

function wordpressFacts(
  type: 'wordpress-plugin' | 'wordpress-theme',
  name: string,
  headers: Headers,
): PackageFacts {
  const version = textOf(headers.get('version')) ?? '';
  const author = textOf(
    headers
      .get('author')
      ?.replaceAll(/<[^<>]{0,300}>/g, '')
      .trim(),
  );
  return {
    purl: formatPurl({ type, name, version }),
    name,
    version,
    ecosystem: type === 'wordpress-plugin' ? 'wordpress-plugin' : 'generic',
    presence: 'installed',
    ...licensesOf([headers.get('license')]),
    ...(author !== undefined && { supplier: author }),
  };
}

const wanted = new Set(['plugin name', 'theme name', 'version', 'license', 'author']);

/** Headers by name in lower case; each stands on a line of its own, behind what begins a comment. */
function headersOf(file: FileView): Headers {
  const text = new TextDecoder().decode(file.read(0, headerBytes));
  const headers = new Map<string, string>();
  for (const line of linesOf(text)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line
      .slice(0, colon)
      .replace(/^(?:<\?php)?[\s/*#@]*/, '')
      .trimEnd()
      .toLowerCase();
    if (!wanted.has(name) || headers.has(name)) continue;
    const value = line.slice(colon + 1).split(/\*\/|\?>/, 1)[0] ?? '';
    headers.set(name, value.trim());
  }
  return headers;
}
