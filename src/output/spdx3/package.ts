import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { ScanReport } from '#model/report.ts';
import { imagePurl } from '../image-purl.ts';
import { type Property, packageProperties, systemProperties } from '../sbom-properties.ts';
import { type Maker, nameOf } from './element.ts';

/** A component as `software_Package` with an annotation for the facts that SPDX has no field for. */
export function* packageElements(component: Component, make: Maker): Generator<object> {
  const name = nameOf('package', component.id);
  const { hashes = [] } = component;
  yield make.element('software_Package', name, {
    name: component.name,
    ...(component.version !== '' && { software_packageVersion: component.version }),
    software_packageUrl: component.purl,
    software_primaryPurpose: 'library',
    software_sourceInfo: `found in ${component.locations.map(({ path }) => path).join(', ')}`,
    externalIdentifier: identifiers(component),
    ...(hashes.length > 0 && {
      verifiedUsing: hashes.map(({ algorithm, value }) => ({
        type: 'Hash',
        algorithm,
        hashValue: value,
      })),
    }),
    ...(component.supplier !== undefined && {
      suppliedBy: make.hashedId('supplier', component.supplier),
    }),
  });
  yield annotation(name, packageProperties(component), make);
}

function identifiers({ purl, cpes = [] }: Component): readonly object[] {
  return [
    identifier('packageUrl', purl),
    ...cpes.map((cpe) => identifier(cpe.startsWith('cpe:2.3:') ? 'cpe23' : 'cpe22', cpe)),
  ];
}

/** SPDX 3.0.1, Core/ExternalIdentifier. */
export function identifier(type: string, text: string, locator?: string): object {
  return {
    type: 'ExternalIdentifier',
    externalIdentifierType: type,
    identifier: text,
    ...(locator !== undefined && { identifierLocator: [locator] }),
  };
}

/** The artifact itself. */
export function rootElement({ inventory }: ScanReport, make: Maker): object {
  const { artifact } = inventory;
  const container = artifact.kind === 'image' || artifact.kind === 'container';
  const purl = imagePurl(inventory);
  return make.element('software_Package', 'artifact', {
    name: artifact.reference,
    ...(artifact.digest !== undefined && { software_packageVersion: artifact.digest }),
    ...(purl !== undefined && {
      software_packageUrl: purl,
      externalIdentifier: [identifier('packageUrl', purl)],
    }),
    software_primaryPurpose: container ? 'container' : 'other',
  });
}

/** The operating system of the artifact. */
export function* systemElement(os: OperatingSystem, make: Maker): Generator<object> {
  yield make.element('software_Package', 'operating-system', {
    name: os.id,
    ...(os.version !== '' && { software_packageVersion: os.version }),
    software_primaryPurpose: 'operatingSystem',
    summary: os.title,
  });
  yield annotation('operating-system', systemProperties(os), make);
}

/** Our properties as one annotation: a list of pairs in JSON, in their order. */
function annotation(name: string, properties: readonly Property[], make: Maker): object {
  return make.element('Annotation', `${name}-facts`, {
    annotationType: 'other',
    subject: make.id(name),
    contentType: 'application/json',
    statement: JSON.stringify(properties),
  });
}
