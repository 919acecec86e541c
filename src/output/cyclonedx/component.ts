import type { Component, Hash } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { ScanReport } from '#model/report.ts';
import { sbomProperty } from '#model/sbom-property.ts';
import { imagePurl } from '../image-purl.ts';
import { type Property, packageProperties } from '../sbom-properties.ts';
import { compareText } from '../summary.ts';
import { licenseChoice } from './licence.ts';

const algorithms: Readonly<Record<Hash['algorithm'], string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
};

/** `bom-ref` of the artifact itself and of its operating system. */
export const rootRef = 'caisson:artifact';
export const systemRef = 'caisson:os';

/** A component (CycloneDX 1.6, components[]) with the facts that have no field as properties. */
export function bomComponent(component: Component): object {
  const scope = bomScope(component);
  const [namespace, name] = splitName(component);
  return {
    type: 'library',
    'bom-ref': component.id,
    ...(component.supplier && { supplier: { name: component.supplier } }),
    ...(namespace !== undefined && { group: namespace }),
    name,
    ...(component.version !== '' && { version: component.version }),
    ...(scope !== undefined && { scope }),
    ...(component.hashes?.length && {
      hashes: component.hashes.map(({ algorithm, value }) => ({
        alg: algorithms[algorithm],
        content: value,
      })),
    }),
    ...(component.licenses?.length && { licenses: licenseChoice(component.licenses) }),
    purl: component.purl,
    properties: packageProperties(component).map(toProperty),
    evidence: {
      occurrences: component.locations.map(({ path, line }) => ({
        location: path,
        ...(line !== undefined && { line }),
      })),
    },
  };
}

/** The operating system as a component of its own. */
export function systemComponent(os: OperatingSystem): object {
  const properties: readonly Property[] = [
    ...os.like.map((word): Property => [sbomProperty.osLike, word]),
    ...(os.codename === undefined ? [] : [[sbomProperty.osCodename, os.codename] as const]),
    [sbomProperty.osTitle, os.title],
    [sbomProperty.osPath, os.path],
  ];
  return {
    type: 'operating-system',
    'bom-ref': systemRef,
    name: os.id,
    ...(os.version !== '' && { version: os.version }),
    description: os.title,
    properties: properties.map(toProperty),
  };
}

/** `metadata.component`: the artifact that the document is about. */
export function rootComponent(report: ScanReport): object {
  const { artifact, image } = report.inventory;
  const purl = imagePurl(report.inventory);
  const container = artifact.kind === 'image' || artifact.kind === 'container';
  return {
    type: container ? 'container' : rootTypes[artifact.kind],
    'bom-ref': rootRef,
    name: artifact.reference,
    ...(artifact.digest !== undefined && { version: artifact.digest }),
    ...(purl !== undefined && { purl }),
    ...(image !== undefined && {
      properties: [
        toProperty(['caisson:image:id', image.id]),
        toProperty([
          'caisson:image:platform',
          `${image.platform.os}/${image.platform.architecture}`,
        ]),
        ...Object.keys(image.labels)
          .sort(compareText)
          .map((key) => toProperty([`caisson:image:label:${key}`, image.labels[key] ?? ''])),
      ],
    }),
  };
}

const rootTypes = {
  filesystem: 'file',
  host: 'operating-system',
  sbom: 'application',
  image: 'container',
  container: 'container',
} as const;

export function toProperty([name, value]: Property): object {
  return { name, value };
}

/** CycloneDX component scope: `excluded` is not part of what runs. */
function bomScope({ scopes }: Component): 'required' | 'optional' | 'excluded' | undefined {
  if (scopes === undefined || scopes.length === 0) return undefined;
  if (scopes.some((scope) => scope === 'runtime' || scope === 'bundled')) return 'required';
  return scopes.every((scope) => scope === 'dev' || scope === 'build') ? 'excluded' : 'optional';
}

/** Group and name where the ecosystem has both: npm scopes, Maven groups. */
function splitName(component: Component): readonly [string | undefined, string] {
  const { name, ecosystem } = component;
  const separator = ecosystem === 'maven' ? ':' : '/';
  const splits = ecosystem === 'maven' || (ecosystem === 'npm' && name.startsWith('@'));
  const at = splits ? name.indexOf(separator) : -1;
  return at <= 0 ? [undefined, name] : [name.slice(0, at), name.slice(at + 1)];
}
