import type { SourcePackage } from '#model/component.ts';
import { isForeignDeb } from '../origin/deb-maintainer.ts';
import type { PackageFacts } from '../package-observation.ts';

/** Fields of a package's paragraph (deb-control(5)) that are read, in lower case. */
export const wantedFields: ReadonlySet<string> = new Set([
  'package',
  'status',
  'version',
  'architecture',
  'source',
  'depends',
  'pre-depends',
  'provides',
  'maintainer',
  'origin',
]);

/** What a paragraph states of a package beside its relations. */
export function packageFields(
  fields: ReadonlyMap<string, string>,
  binary: SourcePackage,
): PackageFacts {
  const source = sourceOf(fields.get('source'), binary);
  const architecture = fields.get('architecture') ?? '';
  return {
    ...binary,
    source,
    architecture,
    supplier: fields.get('maintainer') ?? '',
    ...(isForeignDeb(fields, binary.version) && { thirdParty: true }),
    purl: { type: 'deb', qualifiers: { arch: architecture, upstream: upstreamOf(source, binary) } },
  };
}

/** `Source: name (version)`; either part that is left out equals that of the binary package (deb-control(5)). */
function sourceOf(field: string | undefined, binary: SourcePackage): SourcePackage {
  if (field === undefined || field === '') return binary;
  const open = field.indexOf('(');
  if (open === -1) return { name: field.trim(), version: binary.version };
  const close = field.indexOf(')', open);
  const version = field.slice(open + 1, close === -1 ? field.length : close).trim();
  return { name: field.slice(0, open).trim(), version: version || binary.version };
}

/** The `upstream` qualifier as other scanners write it; empty when the source is named like the package. */
function upstreamOf(source: SourcePackage, binary: SourcePackage): string {
  if (source.version !== binary.version) return `${source.name}@${source.version}`;
  return source.name === binary.name ? '' : source.name;
}
