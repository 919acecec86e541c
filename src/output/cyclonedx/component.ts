import type { Component, Hash } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { ScanReport } from '#model/report.ts';
import { imagePurl } from '../image-purl.ts';
import { type Property, packageProperties, systemProperties } from '../sbom-properties.ts';
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
  const [namespace, name] = splitName(component);
  return {
    type: 'library',
    'bom-ref': component.id,
    ...(component.supplier && { supplier: { name: component.supplier } }),
    ...(namespace !== undefined && { group: namespace }),
    name,
    ...(component.version !== '' && { version: component.version }),
    ...bomScope(component),
    ...(component.hashes?.length && {
      hashes: component.hashes.map(({ algorithm, value }) => ({
        alg: algorithms[algorithm],
        content: value,
      })),
    }),
    ...(component.licenses?.length && { licenses: licenseChoice(component.licenses) }),
    ...(component.cpes?.[0] !== undefined && { cpe: component.cpes[0] }),
    purl: component.purl,
    properties: packageProperties(component).map(toProperty),
    evidence: {
      identity: [identity(component)],
      occurrences: component.locations.map(({ path, line, layer }) => ({
        location: path,
        ...(line !== undefined && { line }),
        ...(layer !== undefined && { additionalContext: `layer ${layer}` }),
      })),
    },
  };
}

/** How it was recognised and how sure that is (CycloneDX 1.6, evidence.identity). */
function identity({ technique, confidence = 1, purl }: Component): object {
  return {
    field: 'purl',
    confidence,
    concludedValue: purl,
    methods: [{ technique: technique ?? 'manifest-analysis', confidence }],
  };
}

/** The operating system as a component of its own. */
export function systemComponent(os: OperatingSystem): object {
  return {
    type: 'operating-system',
    'bom-ref': systemRef,
    name: os.id,
    ...(os.version !== '' && { version: os.version }),
    description: os.title,
    properties: systemProperties(os).map(toProperty),
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
        ...baseProperties(report).map(toProperty),
      ],
    }),
  };
}

/** The base image and how it was recognised. */
function baseProperties({ inventory: { base } }: ScanReport): readonly Property[] {
  if (base === undefined) return [];
  const facts = {
    name: base.name,
    digest: base.digest,
    evidence: base.evidence,
    confidence: base.confidence,
    layers: base.layers,
    created: base.created,
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [[`caisson:base:${name}`, `${value}`] as const],
  );
}

const rootTypes = {
  filesystem: 'file',
  cluster: 'platform',
  host: 'operating-system',
  sbom: 'application',
  image: 'container',
  container: 'container',
} as const;

export function toProperty([name, value]: Property): object {
  return { name, value };
}

/** CycloneDX component scope: `excluded` is not part of what runs, nor is what a later layer removed. */
function bomScope({ scopes, presence }: Component): {
  readonly scope?: 'required' | 'optional' | 'excluded';
} {
  if (presence === 'removed') return { scope: 'excluded' };
  if (scopes === undefined || scopes.length === 0) return {};
  if (scopes.some((scope) => scope === 'runtime' || scope === 'bundled'))
    return { scope: 'required' };
  const unused = scopes.every((scope) => scope === 'dev' || scope === 'build');
  return { scope: unused ? 'excluded' : 'optional' };
}

/** Group and name where the ecosystem has both: npm scopes, Maven groups. */
function splitName(component: Component): readonly [string | undefined, string] {
  const { name, ecosystem } = component;
  const separator = ecosystem === 'maven' ? ':' : '/';
  const splits = ecosystem === 'maven' || (ecosystem === 'npm' && name.startsWith('@'));
  const at = splits ? name.indexOf(separator) : -1;
  return at <= 0 ? [undefined, name] : [name.slice(0, at), name.slice(at + 1)];
}
