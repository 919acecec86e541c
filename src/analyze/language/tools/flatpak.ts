import type { Analyzer } from '#contract/analyzer.ts';
import { formatPurl } from '#model/purl.ts';
import { licensesOf } from '../license.ts';
import { textOf } from '../package-component.ts';
import { placedComponent } from './placed-component.ts';

const headBytes = 262_144;

/**
 * Applications and runtimes of Flatpak by their AppStream files below `flatpak/app/ID/ARCH/BRANCH/COMMIT/files/share/` or
 * `export/share/` (AppStream 1.0, "Releases": newest first). Only id, licence and the first release are taken, by their
 * tags: no entity is expanded.
 */
export const flatpakAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-flatpak',
  revision: 1,
  title: 'Flatpak applications',
  claims: [
    { directory: 'metainfo/', suffix: '.metainfo.xml' },
    { directory: 'metainfo/', suffix: '.appdata.xml' },
    { directory: 'appdata/', suffix: '.appdata.xml' },
  ],
  *analyze(file) {
    const place =
      /^(.*\/flatpak\/(?:app|runtime)\/([^/]+)\/([^/]+)\/[^/]+\/[^/]+)\/(?:files|export)\/share\//.exec(
        file.path.slice(0, 1000),
      );
    if (place === null) return;
    const text = new TextDecoder().decode(file.read(0, headBytes));
    const id = textOf(place[2]);
    const stated = valueOf(
      text,
      /<id[^<>]{0,200}>\s{0,200}([\w.-]{1,250}?)(?:\.desktop)?\s{0,200}<\/id>/,
    );
    const version = valueOf(text, /<release\s(?:[^<>]{0,500}\s)?version=["']([^"'<>]{1,200})["']/);
    if (id === undefined || version === undefined || stated !== id.replace(/\.desktop$/, ''))
      return;
    yield placedComponent(file, place[1] ?? '', {
      purl: formatPurl({ type: 'flatpak', name: id, version }),
      name: id,
      version,
      ecosystem: 'generic',
      presence: 'installed',
      ...(place[3] !== undefined && { architecture: place[3] }),
      ...licensesOf([valueOf(text, /<project_license>([^<>]{1,200})<\/project_license>/)]),
    });
  },
};

function valueOf(text: string, pattern: RegExp): string | undefined {
  return textOf(pattern.exec(text)?.[1]?.trim());
}
