import type {
  LogicalLocation,
  PhysicalLocation,
  Region,
  Result,
  Location as ResultLocation,
} from 'sarif';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import { detailOf } from '../kind/detail.ts';
import { fieldOf, objectName, objectPath } from '../kube/object-words.ts';

/** What paths in locations are relative to: the root of the artifact (SARIF 2.1.0 section 3.14.14). */
export const uriBase = 'ROOT';

/** A `physicalLocation`; code hosts want a line, so a place without one gets line 1. */
export function physicalLocation(location: Location): PhysicalLocation {
  return {
    artifactLocation: { uri: relativeUri(location.path), uriBaseId: uriBase },
    region: regionOf(location),
  };
}

/** Columns in UTF-16 code units, the end is where the first character behind it stands (section 3.30). */
function regionOf({ line = 1, column, endLine, endColumn }: Location): Region {
  const startLine = Math.max(1, line);
  const end = endLine === undefined || endLine < startLine ? undefined : endLine;
  const hasEnd = column !== undefined && endColumn !== undefined && end !== undefined;
  return {
    startLine,
    ...(column !== undefined && { startColumn: Math.max(1, column) }),
    ...(end !== undefined && { endLine: end }),
    ...(hasEnd && { endColumn: Math.max(1, endColumn) }),
  };
}

/** The first place is where it has to be changed; code hosts show only that one, so others of a fault are related. */
export function placesOf(finding: Finding): Pick<Result, 'locations' | 'relatedLocations'> {
  const places = finding.locations.map((location) => resultLocation(location, finding));
  if (!('fault' in finding) || places.length < 2) return { locations: places };
  return {
    locations: places.slice(0, 1),
    relatedLocations: places.slice(1).map((place, id) => ({ id: id + 1, ...place })),
  };
}

function resultLocation(location: Location, finding: Finding): ResultLocation {
  const physical = physicalLocation(location);
  const context = contextOf(location, finding);
  return {
    physicalLocation: { ...physical, ...(context !== undefined && { contextRegion: context }) },
    logicalLocations: objectPlaces(finding) ?? [logicalOf(location, finding)],
  };
}

/** The object of a cluster and its field (section 3.33): they stay when the file moves, and are all there is of live objects. */
function objectPlaces(finding: Finding): LogicalLocation[] | undefined {
  if (!('fault' in finding) || finding.fault.object === undefined) return undefined;
  const { object } = finding.fault;
  const path = objectPath(object);
  const field = fieldOf(finding.fault);
  return [
    { name: objectName(object), fullyQualifiedName: path, kind: 'resource' },
    ...(field === ''
      ? []
      : [{ name: field, fullyQualifiedName: `${path}#${field}`, kind: 'property' }]),
  ];
}

function logicalOf({ path }: Location, finding: Finding) {
  const component = componentOfFinding(finding);
  const { subject } = detailOf(finding);
  if (component !== undefined)
    return { name: subject, fullyQualifiedName: component.purl, kind: 'package' };
  if (!('fault' in finding) || finding.fault.subject === undefined)
    return { name: subject, fullyQualifiedName: subject, kind: 'module' };
  const name = finding.fault.subject;
  return { name, fullyQualifiedName: `${path}/${name}`, kind: 'member' };
}

/** The line of a secret, masked: a snippet of the place itself would be the secret. */
function contextOf(location: Location, finding: Finding): Region | undefined {
  if (finding.kind !== 'secret' || finding.secret.excerpt === '') return undefined;
  const { startLine = 1, endLine } = regionOf(location);
  const text = finding.secret.excerpt.toWellFormed();
  return { startLine, ...(endLine !== undefined && { endLine }), snippet: { text } };
}

/** An absolute path in the artifact as a relative reference (RFC 3986 section 4.2). */
export function relativeUri(path: string): string {
  const segments = path.toWellFormed().replace(/^\/+/, '').split('/');
  return segments.map(encodeURIComponent).join('/');
}
