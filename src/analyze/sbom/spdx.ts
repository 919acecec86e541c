import type { Hash, License } from '#model/component.ts';
import { licenseOf } from '../language/license.ts';
import type { Property, SbomDocument, SbomEdge, SbomPackage, SbomSystem } from './document.ts';
import { type Fields, hashNamed, listIn, textIn } from './fields.ts';

/** Relationship types that become edges; `true`: the other way round. */
const edgeTypes: ReadonlyMap<string, readonly [SbomEdge['kind'], boolean]> = new Map([
  ['DEPENDS_ON', ['depends-on', false]],
  ['DEPENDENCY_OF', ['depends-on', true]],
  ['RUNTIME_DEPENDENCY_OF', ['depends-on', true]],
  ['OPTIONAL_DEPENDENCY_OF', ['depends-on', true]],
  ['DEV_DEPENDENCY_OF', ['depends-on', true]],
  ['BUILD_DEPENDENCY_OF', ['depends-on', true]],
  ['PROVIDED_DEPENDENCY_OF', ['depends-on', true]],
  ['CONTAINS', ['contains', false]],
  ['CONTAINED_BY', ['contains', true]],
]);

/** Reads an SPDX 2.1 to 2.3 document, already parsed from JSON or tag-value text. Dangling references are tolerated. */
export function readSpdx(document: Fields): SbomDocument {
  const packages = listIn(document, 'packages');
  const licenseTexts = new Map(
    listIn(document, 'hasExtractedLicensingInfos').map((info) => [
      textIn(info, 'licenseId'),
      textIn(info, 'extractedText') || textIn(info, 'name'),
    ]),
  );
  const system = packages.find((fields) => purposeOf(fields) === 'OPERATING-SYSTEM');
  return {
    packages: packages.filter(isSoftware).map((fields) => packageOf(fields, licenseTexts)),
    edges: listIn(document, 'relationships').flatMap(edgeOf),
    ...(system !== undefined && { system: systemOf(system) }),
  };
}

function isSoftware(fields: Fields): boolean {
  return !['OPERATING-SYSTEM', 'CONTAINER', 'FILE'].includes(purposeOf(fields));
}

/** Tools write it with a hyphen or an underscore. */
function purposeOf(fields: Fields): string {
  return textIn(fields, 'primaryPackagePurpose').replaceAll('_', '-');
}

function systemOf(fields: Fields): SbomSystem {
  return {
    name: textIn(fields, 'name'),
    version: textIn(fields, 'versionInfo'),
    properties: annotationsOf(fields),
  };
}

function packageOf(fields: Fields, licenseTexts: ReadonlyMap<string, string>): SbomPackage {
  const references = listIn(fields, 'externalRefs');
  const purl = references.find((reference) => textIn(reference, 'referenceType') === 'purl');
  const supplier = /^(?:Organization|Person): (.{1,200})/.exec(textIn(fields, 'supplier'))?.[1];
  return {
    ref: textIn(fields, 'SPDXID'),
    isLibrary: purposeOf(fields) === 'LIBRARY',
    name: textIn(fields, 'name'),
    group: '',
    version: textIn(fields, 'versionInfo'),
    purl: textIn(purl, 'referenceLocator'),
    properties: [...annotationsOf(fields), ...sourceInfoOf(fields)],
    licenses: licensesOf(fields, licenseTexts),
    hashes: hashesOf(fields),
    ...(supplier !== undefined && { supplier }),
  };
}

/** Annotations of the form `name=value` (ours) and `name: value` (Trivy's, which are filed under its property names). */
function annotationsOf(fields: Fields): readonly Property[] {
  return listIn(fields, 'annotations').flatMap((annotation): readonly Property[] => {
    const comment = textIn(annotation, 'comment');
    const own = /^(caisson:[a-z:]+)=(.*)$/s.exec(comment);
    if (own) return [[own[1] ?? '', own[2] ?? '']];
    const peer = /^([A-Za-z]+): (.*)$/s.exec(comment);
    return peer ? [[`aquasecurity:trivy:${peer[1]}`, peer[2] ?? '']] : [];
  });
}

/** Trivy: `built package from: NAME VERSION`. Syft: `acquired package info from …: PATH, PATH`. */
function sourceInfoOf(fields: Fields): readonly Property[] {
  const info = textIn(fields, 'sourceInfo').slice(0, 8192);
  const built = /^built package from: (\S+) (\S+)$/.exec(info);
  if (built)
    return [
      ['aquasecurity:trivy:SrcName', built[1] ?? ''],
      ['aquasecurity:trivy:SrcVersion', built[2] ?? ''],
    ];
  const acquired = /^acquired package info from [^:]+: (\/[^,]*)/.exec(info)?.[1];
  return acquired === undefined ? [] : [['syft:location:0:path', acquired.trim()]];
}

function licensesOf(fields: Fields, texts: ReadonlyMap<string, string>): readonly License[] {
  for (const key of ['licenseDeclared', 'licenseConcluded']) {
    const stated = textIn(fields, key);
    if (stated === '' || stated === 'NOASSERTION' || stated === 'NONE') continue;
    const license = licenseOf(texts.get(stated) ?? stated);
    return license === undefined ? [] : [license];
  }
  return [];
}

function hashesOf(fields: Fields): readonly Hash[] {
  return listIn(fields, 'checksums').flatMap(
    (sum) => hashNamed(textIn(sum, 'algorithm'), textIn(sum, 'checksumValue')) ?? [],
  );
}

function edgeOf(relationship: Fields): readonly SbomEdge[] {
  const [kind, reversed] = edgeTypes.get(textIn(relationship, 'relationshipType')) ?? [];
  if (kind === undefined) return [];
  const from = textIn(relationship, 'spdxElementId');
  const to = textIn(relationship, 'relatedSpdxElement');
  return [reversed ? { from: to, to: from, kind } : { from, to, kind }];
}
