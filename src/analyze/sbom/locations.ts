import { normalizePath } from '#kit/path.ts';
import { isDigest } from '#model/digest.ts';
import type { Location } from '#model/location.ts';
import { sbomProperty } from '#model/sbom-property.ts';
import { propertyOf, type SbomPackage, type SbomPath } from './document.ts';

const maxLocations = 1000;
const maxPathChars = 4096;

/** Where a package was found, as the SBOM tells; the SBOM itself when it does not. */
export function locationsOf(
  entry: SbomPackage,
  sbomPath: string,
): readonly [Location, ...Location[]] {
  const own = ownPaths(entry);
  const stated = own.length > 0 ? own : (entry.paths ?? foreignPaths(entry));
  const lines = new Map(entry.paths?.map(({ path, line }) => [path, line]));
  const locations = stated.slice(0, maxLocations).flatMap(({ path, layer, line }) => {
    const at = lines.get(path) ?? line;
    return locationOf({ path, ...(layer && { layer }), ...(at !== undefined && { line: at }) });
  });
  const [first = { path: sbomPath }, ...rest] = locations;
  return [first, ...rest];
}

/** Each layer belongs to the path before it. */
function ownPaths({ properties }: SbomPackage): readonly SbomPath[] {
  const paths: { path: string; layer?: string }[] = [];
  for (const [name, value] of properties) {
    if (name === sbomProperty.path) paths.push({ path: value });
    const last = paths.at(-1);
    if (name === sbomProperty.layer && last !== undefined) last.layer = value;
  }
  return paths;
}

function foreignPaths({ properties }: SbomPackage): readonly SbomPath[] {
  const trivy = propertyOf(properties, 'aquasecurity:trivy:FilePath');
  const path = trivy || propertyOf(properties, 'syft:location:0:path');
  if (path === '') return [];
  const layer =
    propertyOf(properties, 'aquasecurity:trivy:LayerDiffID') ||
    propertyOf(properties, 'syft:location:0:layerID');
  return [{ path, ...(layer !== '' && { layer }) }];
}

function locationOf({ path, layer, line }: SbomPath): readonly Location[] {
  const normal = path.length > maxPathChars ? undefined : normalizePath(path);
  if (normal === undefined || path === '') return [];
  return [
    {
      path: normal,
      ...(layer !== undefined && isDigest(layer) && { layer }),
      ...(line !== undefined && line > 0 && { line }),
    },
  ];
}
