import type { License } from '#model/component.ts';
import { licenseOf } from '../language/license.ts';
import type { Property, SbomDocument, SbomEdge, SbomPackage } from './document.ts';
import { type Fields, fieldsIn, listIn, textIn, textsIn } from './fields.ts';

/** Fields of a package's metadata, under the property names that Syft gives them in CycloneDX. */
const metadataFields = [
  'source',
  'sourceVersion',
  'sourceRpm',
  'originPackage',
  'modularityLabel',
  'architecture',
] as const;

/** Reads Syft's own JSON format. */
export function readSyft(document: Fields): SbomDocument {
  const distro = fieldsIn(document, 'distro');
  const name = textIn(distro, 'id') || textIn(distro, 'name');
  return {
    packages: listIn(document, 'artifacts').map(packageOf),
    edges: listIn(document, 'artifactRelationships').flatMap(edgeOf),
    ...(name !== '' && {
      system: {
        name,
        version: textIn(distro, 'versionID') || textIn(distro, 'version'),
        properties: [],
      },
    }),
  };
}

function packageOf(fields: Fields): SbomPackage {
  const metadata = fieldsIn(fields, 'metadata');
  const properties = metadataFields.flatMap((field): readonly Property[] => {
    const value = textIn(metadata, field);
    return value === '' ? [] : [[`syft:metadata:${field}`, value]];
  });
  return {
    ref: textIn(fields, 'id'),
    isLibrary: true,
    name: textIn(fields, 'name'),
    group: '',
    version: textIn(fields, 'version'),
    purl: textIn(fields, 'purl'),
    properties,
    licenses: licensesOf(fields),
    hashes: [],
    ...classified(fields),
    paths: listIn(fields, 'locations').flatMap((location) => {
      const layer = textIn(location, 'layerID');
      return { path: textIn(location, 'path'), ...(layer !== '' && { layer }) };
    }),
  };
}

/** CPE names count only for what a classifier recognised; for everything else Syft guesses them. */
function classified(fields: Fields): Pick<SbomPackage, 'cpes' | 'technique'> {
  if (!textIn(fields, 'foundBy').startsWith('binary-classifier-cataloger')) return {};
  const cpes = [
    ...textsIn(fields, 'cpes'),
    ...listIn(fields, 'cpes').map((entry) => textIn(entry, 'cpe')),
  ];
  return { cpes, technique: 'binary-analysis' };
}

/** Licences were texts before schema 6 and are objects since. */
function licensesOf(fields: Fields): readonly License[] {
  const list = Array.isArray(fields['licenses']) ? fields['licenses'] : [];
  return list.flatMap((item: unknown) => {
    const text = typeof item === 'string' ? item : licenseText(item);
    return licenseOf(text) ?? [];
  });
}

function licenseText(item: unknown): string {
  const fields = fieldsIn({ item }, 'item');
  return textIn(fields, 'spdxExpression') || textIn(fields, 'value');
}

/** `dependency-of` runs from what is needed to what needs it. */
function edgeOf(relationship: Fields): readonly SbomEdge[] {
  const parent = textIn(relationship, 'parent');
  const child = textIn(relationship, 'child');
  if (textIn(relationship, 'type') === 'dependency-of')
    return [{ from: child, to: parent, kind: 'depends-on' }];
  return textIn(relationship, 'type') === 'contains'
    ? [{ from: parent, to: child, kind: 'contains' }]
    : [];
}
