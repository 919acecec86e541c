import type { Fields } from './fields.ts';

/** Tags of a package with the field of the JSON format that holds the same. */
const packageFields: ReadonlyMap<string, string> = new Map([
  ['SPDXID', 'SPDXID'],
  ['PackageVersion', 'versionInfo'],
  ['PackageSupplier', 'supplier'],
  ['PackageSourceInfo', 'sourceInfo'],
  ['PackageLicenseDeclared', 'licenseDeclared'],
  ['PackageLicenseConcluded', 'licenseConcluded'],
  ['PrimaryPackagePurpose', 'primaryPackagePurpose'],
]);

interface Building {
  readonly packages: Record<string, unknown>[];
  readonly relationships: Fields[];
  readonly licenses: Record<string, unknown>[];
  /** By SPDXID: annotations name the element they speak of. */
  readonly annotations: Map<string, Fields[]>;
  comment: string;
  section: 'package' | 'other';
}

/** SPDX tag-value text (SPDX 2.3, annex on the tag-value format) in the shape of the JSON format, as far as it is read. */
export function spdxFromTagValue(text: string): Fields {
  const building: Building = {
    packages: [],
    relationships: [],
    licenses: [],
    annotations: new Map(),
    comment: '',
    section: 'other',
  };
  for (const [tag, value] of tagsOf(text)) addTag(building, tag, value);
  return {
    packages: building.packages.map((fields) => ({
      ...fields,
      annotations: building.annotations.get(String(fields['SPDXID'])) ?? [],
    })),
    relationships: building.relationships,
    hasExtractedLicensingInfos: building.licenses,
  };
}

function addTag(building: Building, tag: string, value: string): void {
  switch (tag) {
    case 'PackageName':
      building.packages.push({ name: value, externalRefs: [], checksums: [] });
      building.section = 'package';
      return;
    case 'FileName':
    case 'SnippetSPDXID':
      building.section = 'other';
      return;
    case 'LicenseID':
      building.licenses.push({ licenseId: value });
      return;
    case 'ExtractedText':
      Object.assign(building.licenses.at(-1) ?? {}, { extractedText: value });
      return;
    case 'Relationship':
      building.relationships.push(relationshipOf(value));
      return;
    default:
      addOtherTag(building, tag, value);
  }
}

/** `SPDXREF` follows the comment of its annotation and names the element that it speaks of. */
function addOtherTag(building: Building, tag: string, value: string): void {
  if (tag === 'AnnotationComment') building.comment = value;
  else if (tag === 'SPDXREF') addAnnotation(building, value);
  else if (building.section === 'package') addPackageTag(building.packages.at(-1), tag, value);
}

function addPackageTag(
  fields: Record<string, unknown> | undefined,
  tag: string,
  value: string,
): void {
  if (fields === undefined) return;
  const field = packageFields.get(tag);
  if (field !== undefined) fields[field] = value;
  const words = value.split(/\s+/);
  if (tag === 'ExternalRef')
    push(fields['externalRefs'], { referenceType: words[1], referenceLocator: words[2] });
  if (tag === 'PackageChecksum')
    push(fields['checksums'], { algorithm: words[0]?.replace(':', ''), checksumValue: words[1] });
}

function push(list: unknown, item: Fields): void {
  if (Array.isArray(list)) list.push(item);
}

function addAnnotation(building: Building, ref: string): void {
  const list = building.annotations.get(ref) ?? [];
  list.push({ comment: building.comment });
  building.annotations.set(ref, list);
}

function relationshipOf(value: string): Fields {
  const [spdxElementId, relationshipType, relatedSpdxElement] = value.split(/\s+/);
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

/** Lines `Tag: value`; a value in `<text>` may span lines. Comments begin with `#`. */
function* tagsOf(text: string): Iterable<readonly [string, string]> {
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    at = end + 1;
    const colon = line.indexOf(':');
    if (colon <= 0 || line.startsWith('#')) continue;
    const tag = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (!value.startsWith('<text>')) {
      yield [tag, value];
      continue;
    }
    const start = text.indexOf('<text>', end - line.length + colon) + 6;
    const close = text.indexOf('</text>', start);
    const stop = close === -1 ? text.length : close;
    yield [tag, text.slice(start, stop)];
    at = lineEnd(text, Math.min(text.length, stop + 7)) + 1;
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
