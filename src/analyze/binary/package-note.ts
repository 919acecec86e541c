import { isRecord, parseJson } from '#kit/json.ts';
import { type Component, componentId } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { formatPurl, type Purl, parsePurl } from '#model/purl.ts';
import { tryParsePurl } from '../sbom/purl-text.ts';
import { isRange, readExactly } from './byte-source.ts';
import { readNotes } from './elf-note.ts';
import { sectionNamed } from './executable.ts';
import type { Program } from './program.ts';

const noteType = 0xcafe1a7e;
const maxJsonBytes = 64 * 1024;
const maxTextChars = 256;
const ecosystems: ReadonlyMap<string, Ecosystem> = new Map([
  ['deb', 'deb'],
  ['rpm', 'rpm'],
  ['apk', 'apk'],
  ['alpm', 'alpm'],
  ['arch', 'alpm'],
  ['pacman', 'alpm'],
]);

type Fields = ReadonlyMap<string, string>;

/**
 * The package that a program was built for, as its build wrote into the section `.note.package` (Package Metadata for
 * Executable Files, UAPI group): JSON behind a note header, or, from some builders, without it.
 */
export function* observePackageNote(program: Program): Iterable<Observation> {
  const text = noteText(program);
  if (text === undefined) return;
  const document = parseJson(text, 'the section .note.package');
  if (!isRecord(document)) return;
  const fields = new Map(
    Object.entries(document).flatMap(([key, value]): readonly (readonly [string, string])[] =>
      isPlain(value) ? [[key, value]] : [],
    ),
  );
  const component = componentOf(fields, program.location);
  if (component !== undefined) yield { type: 'component', component };
}

function noteText(program: Program): string | undefined {
  const section = sectionNamed(program.executable, '.note.package');
  if (section === undefined || section.size > maxJsonBytes) return undefined;
  const { source } = program;
  if (!isRange(source, section.offset, section.size)) return undefined;
  const bytes = readExactly(source, section.offset, section.size, 'note section');
  const note = readNotes(program, section).find(({ type }) => type === noteType);
  const content = bytes[0] === 0x7b ? bytes : note?.content;
  const text = content?.toString('utf8').replace(/\0+$/, '').trim();
  return text === '' ? undefined : text;
}

function isPlain(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= maxTextChars &&
    value.isWellFormed() &&
    !/\p{Cc}/u.test(value)
  );
}

function componentOf(fields: Fields, location: Location): Component | undefined {
  const purl = tryParsePurl(fields.get('purl') ?? '') ?? purlOf(fields);
  if (purl?.version === undefined) return undefined;
  const text = formatPurl(purl);
  const { name } = parsePurl(text);
  const architecture = fields.get('architecture');
  const cpe = fields.get('appCpe') ?? '';
  const ecosystem = ecosystems.get(purl.type);
  return {
    id: componentId(text, location.path),
    purl: text,
    name,
    version: purl.version,
    ecosystem: ecosystem ?? 'generic',
    presence: 'embedded',
    locations: [location],
    // Builders write the name of what they build: the source package.
    ...(ecosystem !== undefined && { source: { name, version: purl.version } }),
    ...(architecture !== undefined && { architecture }),
    ...(/^cpe:(?:2\.3:|\/)a:/.test(cpe) && { cpes: [cpe] }),
    technique: 'binary-analysis',
    confidence: 0.9,
  };
}

/** Without a release the distribution is left open: then it is that of the image, which the merge adds. */
function purlOf(fields: Fields): Purl | undefined {
  const name = fields.get('name');
  const version = fields.get('version');
  if (name === undefined || version === undefined) return undefined;
  const type = ecosystems.get((fields.get('type') ?? '').toLowerCase()) ?? 'generic';
  if (type === 'generic') return { type, name, version };
  return { type, name, version, ...distributionOf(fields, type === 'alpm') };
}

function distributionOf(
  fields: Fields,
  isRolling: boolean,
): Pick<Purl, 'namespace' | 'qualifiers'> {
  const { id, release } = systemOf(fields);
  const architecture = fields.get('architecture');
  const arch = architecture === undefined ? {} : { arch: architecture };
  if (id === '' || (release === '' && !isRolling)) return { qualifiers: arch };
  if (release === '') return { namespace: id, qualifiers: arch };
  return { namespace: id, qualifiers: { ...arch, distro: `${id}-${release}` } };
}

/** The distribution: by its own names, else by the CPE name of the system (`cpe:/o:fedoraproject:fedora:40`). */
function systemOf(fields: Fields): { readonly id: string; readonly release: string } {
  const os = fields.get('os');
  if (os !== undefined) return { id: os.toLowerCase(), release: fields.get('osVersion') ?? '' };
  const cpe = /^cpe:(?:2\.3:|\/)o:[^:]*:([^:]+)(?::([^:*]+))?/.exec(fields.get('osCpe') ?? '');
  const product = (cpe?.[1] ?? '').toLowerCase().replace(/_linux$/, '');
  return { id: product, release: cpe?.[2] ?? '' };
}
