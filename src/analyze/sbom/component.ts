import { type Component, componentId, type Presence, type Scope } from '#model/component.ts';
import { type Ecosystem, ecosystems } from '#model/ecosystem.ts';
import { formatPurl, type Purl } from '#model/purl.ts';
import { sbomProperty } from '#model/sbom-property.ts';
import { propertiesOf, propertyOf, type SbomPackage } from './document.ts';
import { identityFacts } from './identity.ts';
import { locationsOf } from './locations.ts';
import { tryParsePurl } from './purl-text.ts';
import { sourceOf } from './source-package.ts';

const maxTextChars = 512;
/** What Go programs and other tools write when they know no version. */
const unknownVersions = new Set(['(devel)', 'UNKNOWN', 'unknown', 'NOASSERTION']);
const presences: readonly Presence[] = ['installed', 'declared', 'embedded', 'removed'];
const modularityNames = [
  sbomProperty.modularity,
  'aquasecurity:trivy:Modularitylabel',
  'syft:metadata:modularityLabel',
];
const scopes: readonly Scope[] = ['runtime', 'dev', 'optional', 'peer', 'build', 'bundled'];

/**
 * The component that an entry stands for; `undefined` for entries that name no software that could be looked up (no package
 * URL and no version). Our own properties win over the document's fields, so that our SBOMs give back what they were made of.
 */
export function componentOf(entry: SbomPackage, sbomPath: string): Component | undefined {
  const parsed = tryParsePurl(entry.purl);
  const parts = parsed ?? genericPurl(entry);
  if (parts === undefined) return undefined;
  const purl = parsed === undefined ? formatPurl(parts) : entry.purl;
  const ecosystem = ecosystemOf(entry, parts);
  const version = versionOf(entry, parts);
  const locations = locationsOf(entry, sbomPath);
  return {
    id: propertyOf(entry.properties, sbomProperty.id) || componentId(purl, locations[0].path),
    purl,
    name: nameOf(entry, parts, ecosystem),
    version,
    ecosystem,
    presence: oneOf(presences, propertyOf(entry.properties, sbomProperty.presence)) ?? 'installed',
    locations,
    ...sourceOf(entry, parts, version),
    ...systemFacts(entry, parts),
    ...libraryFacts(entry),
    ...identityFacts(entry),
  };
}

function systemFacts(
  { properties }: SbomPackage,
  { qualifiers }: Purl,
): Pick<Component, 'architecture' | 'modularity' | 'owner'> {
  const architecture = propertyOf(properties, sbomProperty.architecture) || qualifiers?.['arch'];
  const modularity =
    modularityNames.map((name) => propertyOf(properties, name)).find((value) => value !== '') ??
    qualifiers?.['rpmmod'] ??
    qualifiers?.['modularitylabel'];
  const owner = propertyOf(properties, sbomProperty.owner);
  return {
    ...(architecture && { architecture }),
    ...(modularity && { modularity }),
    ...(owner && { owner }),
  };
}

function libraryFacts(
  entry: SbomPackage,
): Pick<Component, 'licenses' | 'scopes' | 'hashes' | 'supplier'> {
  const own = propertiesOf(entry.properties, sbomProperty.scope);
  const isOwn = propertyOf(entry.properties, sbomProperty.id) !== '';
  const used = isOwn ? own.flatMap((text) => oneOf(scopes, text) ?? []) : (entry.scopes ?? []);
  return {
    ...(entry.licenses.length > 0 && { licenses: entry.licenses }),
    ...(used.length > 0 && { scopes: used }),
    ...(entry.hashes.length > 0 && { hashes: entry.hashes }),
    ...(entry.supplier !== undefined && { supplier: entry.supplier }),
  };
}

function genericPurl({ name, version, group }: SbomPackage): Purl | undefined {
  if (name === '' || version === '' || name.length > maxTextChars) return undefined;
  return { type: 'generic', ...(group !== '' && { namespace: group }), name, version };
}

function ecosystemOf({ properties }: SbomPackage, { type }: Purl): Ecosystem {
  const stated = oneOf(ecosystems, propertyOf(properties, sbomProperty.ecosystem));
  return stated ?? oneOf(ecosystems, type) ?? 'generic';
}

/** The name in the ecosystem's spelling. Tools fold the case of purls, so the document's own name decides it. */
function nameOf(entry: SbomPackage, purl: Purl, ecosystem: Ecosystem): string {
  const separator = ecosystem === 'maven' ? ':' : '/';
  const hasNamespace = ['maven', 'npm', 'golang', 'composer'].includes(ecosystem);
  const whole =
    hasNamespace && purl.namespace ? `${purl.namespace}${separator}${purl.name}` : purl.name;
  const stated = [entry.name, `${entry.group}${separator}${entry.name}`];
  return stated.find((text) => isSpelling(text, whole)) ?? whole;
}

function isSpelling(text: string, name: string): boolean {
  return fold(text) === fold(name);
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * The version with its epoch: purls of Debian and rpm packages keep it in a qualifier, which some tools leave out of the
 * version. The Go toolchain is written `go1.22`, `v1.22` and `1.22`.
 */
function versionOf(entry: SbomPackage, purl: Purl): string {
  const text = (entry.version || (purl.version ?? '')).slice(0, maxTextChars);
  if (unknownVersions.has(text)) return '';
  if (purl.type === 'golang' && purl.name === 'stdlib') return text.replace(/^(?:go|v)/, '');
  return purl.type === 'rpm' || purl.type === 'deb' ? withEpoch(text, purl) : text;
}

function withEpoch(text: string, { qualifiers }: Purl): string {
  const epoch = qualifiers?.['epoch'] ?? '';
  const lacks = text !== '' && !/^\d+:/.test(text);
  return lacks && /^[1-9]\d{0,9}$/.test(epoch) ? `${epoch}:${text}` : text;
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value | undefined {
  return values.find((value) => value === text);
}
