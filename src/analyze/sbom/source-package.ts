import type { Component } from '#model/component.ts';
import type { Purl } from '#model/purl.ts';
import { sbomProperty } from '#model/sbom-property.ts';
import { propertyOf, type SbomPackage } from './document.ts';

type Source = NonNullable<Component['source']>;
type Lookup = (name: string) => string;

/**
 * The source package of an OS package, from our properties, Trivy's, Syft's, or the qualifier `upstream` of the purl. A source
 * that is named without a version has that of the package.
 */
export function sourceOf(
  { properties }: SbomPackage,
  { type, qualifiers }: Purl,
  version: string,
): Pick<Component, 'source'> {
  function property(name: string): string {
    return propertyOf(properties, name);
  }
  const name = property(sbomProperty.sourceName);
  if (name !== '') return { source: { name, version: property(sbomProperty.sourceVersion) } };
  if (!['deb', 'apk', 'rpm', 'alpm'].includes(type)) return {};
  const upstream = qualifiers?.['upstream'] ?? '';
  const found =
    trivySource(property) ?? rpmSource(property, upstream, version) ?? named(property, upstream);
  if (found === undefined) return {};
  return { source: { name: found.name, version: found.version || version } };
}

function trivySource(property: Lookup): Source | undefined {
  const name = property('aquasecurity:trivy:SrcName');
  return name === '' ? undefined : { name, version: trivyVersion(property) };
}

function rpmSource(property: Lookup, upstream: string, version: string): Source | undefined {
  const rpm = splitSourceRpm(property('syft:metadata:sourceRpm') || upstream);
  return rpm && withEpoch(rpm, version);
}

/** Syft's properties, else `name` or `name@version` of the qualifier. */
function named(property: Lookup, upstream: string): Source | undefined {
  const [first = '', stated = ''] = upstream.split('@', 2);
  const name = property('syft:metadata:source') || property('syft:metadata:originPackage') || first;
  if (name === '') return undefined;
  return { name, version: property('syft:metadata:sourceVersion') || stated };
}

function trivyVersion(property: Lookup): string {
  const version = property('aquasecurity:trivy:SrcVersion');
  if (version === '') return '';
  const release = property('aquasecurity:trivy:SrcRelease');
  const epoch = property('aquasecurity:trivy:SrcEpoch');
  const prefix = epoch === '' || epoch === '0' || /^\d+:/.test(version) ? '' : `${epoch}:`;
  return `${prefix}${version}${release === '' || version.endsWith(`-${release}`) ? '' : `-${release}`}`;
}

/** `bash-5.1.8-6.el9.src.rpm` is `bash` in version `5.1.8-6.el9`. */
function splitSourceRpm(file: string): Source | undefined {
  const stem = /^(.+)\.(?:no)?src\.rpm$/.exec(file.slice(0, 512))?.[1];
  if (stem === undefined) return undefined;
  const release = stem.lastIndexOf('-');
  const version = stem.lastIndexOf('-', release - 1);
  if (version <= 0) return undefined;
  return { name: stem.slice(0, version), version: stem.slice(version + 1) };
}

/** Names of source rpms have no epoch; in practice it is that of the package. */
function withEpoch(source: Source, version: string): Source {
  const epoch = /^([1-9]\d*):/.exec(version)?.[1];
  return epoch === undefined ? source : { ...source, version: `${epoch}:${source.version}` };
}
