import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { License } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { readStanzas } from './deb822.ts';
import { commonLicenseOf, debianLicenseOf } from './license.ts';

/** Licences of Debian packages, from `/usr/share/doc/PACKAGE/copyright`. */
export const debianCopyright: Analyzer = {
  kind: 'analyzer',
  id: 'os/dpkg-copyright',
  revision: 1,
  title: 'licences of Debian packages',
  // A directory claim cannot leave a segment open, so the path is looked at once more.
  claims: [{ basename: 'copyright' }],
  analyze,
};

/** More different licences in one file than any package has; what comes after is not kept. */
const maxLicenses = 200;

function* analyze(file: FileView): Iterable<Observation> {
  const name = /^\/usr\/share\/doc\/([a-z0-9][a-z0-9+.-]*)\/copyright$/.exec(file.path)?.[1];
  if (name === undefined) return;
  const text = file.text();
  const licenses = isMachineReadable(text) ? declaredLicenses(text) : referencedLicenses(text);
  if (licenses.length === 0) return;
  yield {
    type: 'license',
    location: { path: file.path },
    ecosystem: 'deb',
    package: name,
    licenses,
  };
}

/** Files of the format DEP-5 begin with its address (copyright-format 1.0, section 6.1). */
function isMachineReadable(text: string): boolean {
  return /^\s*Format(?:-Specification)?:/i.test(text.slice(0, 1000));
}

const wanted: ReadonlySet<string> = new Set(['files', 'license', 'format', 'format-specification']);

/**
 * The short names that the header and the `Files` paragraphs give. Paragraphs with a `License` alone define the text of a
 * name that stands elsewhere.
 */
function declaredLicenses(text: string): readonly License[] {
  const names = new Set<string>();
  for (const { fields } of readStanzas(text, wanted)) {
    const license = fields.get('license');
    if (license === undefined || (names.size > 0 && isDefinition(fields))) continue;
    const [name = ''] = license.split('\n', 1);
    if (name !== '' && names.size < maxLicenses) names.add(name.trim());
  }
  return [...names].map(debianLicenseOf);
}

function isDefinition(fields: ReadonlyMap<string, string>): boolean {
  return !['files', 'format', 'format-specification'].some((name) => fields.has(name));
}

/** Free text that points to `/usr/share/common-licenses/GPL-2`. */
function referencedLicenses(text: string): readonly License[] {
  const orLater = /any\s+later\s+version/i.test(text);
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(
    /\/usr\/share\/common-licenses\/([A-Za-z][\w.-]{0,30})/g,
  ))
    names.add(name.replace(/[.-]+$/, ''));
  return [...names].slice(0, maxLicenses).map((name) => commonLicenseOf(name, orLater));
}
