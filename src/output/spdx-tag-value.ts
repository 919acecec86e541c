import type { Output } from '#contract/output.ts';
import { isRecord } from '#kit/json.ts';
import { type SpdxDocument, spdxDocument } from './spdx.ts';

/** SPDX 2.3 as tag-value text: the same document as the JSON one. */
export const spdxTagValueOutput: Output = {
  kind: 'output',
  id: 'spdx-tv',
  revision: 1,
  title: 'SPDX 2.3 tag-value',
  mediaType: 'text/spdx; charset=utf-8',
  extension: 'spdx',
  *render(report, options) {
    const document = spdxDocument(report, options);
    yield* head(document);
    for (const fields of document.packages) yield packageText(fields);
    yield licenseText(document);
    yield '\n##### Relationships\n\n';
    for (const fields of document.relationships)
      yield tag(
        'Relationship',
        `${textOf(fields['spdxElementId'])} ${textOf(fields['relationshipType'])} ${textOf(fields['relatedSpdxElement'])}`,
      );
  },
};

type Fields = Readonly<Record<string, unknown>>;

function* head(document: SpdxDocument): Generator<string> {
  const creation = recordOf(document['creationInfo']);
  yield tag('SPDXVersion', document['spdxVersion']);
  yield tag('DataLicense', document['dataLicense']);
  yield tag('SPDXID', document['SPDXID']);
  yield tag('DocumentName', document['name']);
  yield tag('DocumentNamespace', document['documentNamespace']);
  yield text('DocumentComment', document['comment']);
  for (const creator of listOf(creation['creators'])) yield tag('Creator', creator);
  yield tag('Created', creation['created']);
}

/** Fields of a package in the order of SPDX 2.3 section 7. */
const packageTags = [
  ['PackageName', 'name'],
  ['SPDXID', 'SPDXID'],
  ['PackageVersion', 'versionInfo'],
  ['PackageSupplier', 'supplier'],
  ['PackageDownloadLocation', 'downloadLocation'],
  ['PrimaryPackagePurpose', 'primaryPackagePurpose'],
  ['FilesAnalyzed', 'filesAnalyzed'],
] as const;

const licenseTags = [
  ['PackageLicenseConcluded', 'licenseConcluded'],
  ['PackageLicenseDeclared', 'licenseDeclared'],
  ['PackageCopyrightText', 'copyrightText'],
] as const;

function packageText(fields: Fields): string {
  const checksums = listOf(fields['checksums']).map(recordOf);
  const references = listOf(fields['externalRefs']).map(recordOf);
  const annotations = listOf(fields['annotations']).map(recordOf);
  return [
    '\n##### Package\n\n',
    // Tag-value names purposes with a hyphen, JSON with an underscore.
    ...packageTags.map(([name, key]) =>
      tag(name, key === 'primaryPackagePurpose' ? purposeOf(fields[key]) : fields[key]),
    ),
    ...checksums.map((sum) =>
      tag('PackageChecksum', `${textOf(sum['algorithm'])}: ${textOf(sum['checksumValue'])}`),
    ),
    text('PackageSourceInfo', fields['sourceInfo']),
    ...licenseTags.map(([name, key]) => tag(name, fields[key])),
    ...references.flatMap(referenceText),
    ...annotations.map((annotation) => annotationText(annotation, textOf(fields['SPDXID']))),
  ].join('');
}

function purposeOf(purpose: unknown): unknown {
  return typeof purpose === 'string' ? purpose.replaceAll('_', '-') : purpose;
}

function referenceText(reference: Fields): readonly string[] {
  const words = ['referenceCategory', 'referenceType', 'referenceLocator'].map((key) =>
    textOf(reference[key]),
  );
  return [tag('ExternalRef', words.join(' ')), text('ExternalRefComment', reference['comment'])];
}

function annotationText(annotation: Fields, id: string): string {
  return [
    tag('Annotator', annotation['annotator']),
    tag('AnnotationDate', annotation['annotationDate']),
    tag('AnnotationType', annotation['annotationType']),
    text('AnnotationComment', annotation['comment']),
    tag('SPDXREF', id),
  ].join('');
}

function licenseText(document: SpdxDocument): string {
  const licenses = listOf(document['hasExtractedLicensingInfos']).map(recordOf);
  return licenses
    .map((license) =>
      [
        '\n##### License\n\n',
        tag('LicenseID', license['licenseId']),
        text('ExtractedText', license['extractedText']),
        tag('LicenseName', license['name']),
      ].join(''),
    )
    .join('');
}

/** One line; nothing when there is no value. Line breaks in a value would end it. */
function tag(name: string, value: unknown): string {
  if (value === undefined) return '';
  return `${name}: ${textOf(value).replace(/[\r\n\u2028\u2029]+/g, ' ')}\n`;
}

/** A value of several lines; its own end mark is broken up inside it. */
function text(name: string, value: unknown): string {
  if (value === undefined) return '';
  return `${name}: <text>${textOf(value).replaceAll('</text>', '</ text>')}</text>\n`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
