import type { SourcePackage } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { isForeignVendor } from '../origin/rpm-vendor.ts';
import { ownershipObservations, packageObservation } from '../package-observation.ts';
import { RpmLicenses } from './license.ts';
import type { RpmPackage } from './package.ts';

/**
 * The packages of one database. A package provides, beside what it states, those of its files that another requires: rpm
 * resolves file dependencies through file lists (`/sbin/ldconfig`), which may lie in `/usr` by now.
 */
export function* observePackages(
  path: string,
  packages: readonly RpmPackage[],
): Iterable<Observation> {
  const licenses = new RpmLicenses();
  const wanted = wantedFiles(packages);
  for (const rpm of packages) {
    const { name, release, epoch, modularity, sourceRpm, architecture } = rpm;
    const version = release === '' ? rpm.version : `${rpm.version}-${release}`;
    const source = sourceOf(sourceRpm);
    yield packageObservation(path, {
      name,
      version: epoch === 0 ? version : `${epoch}:${version}`,
      ...(source !== undefined && { source }),
      architecture,
      licenses: licenses.of(rpm.license),
      requires: rpm.requires.map((required) => ({ name: required })),
      provides: [...rpm.provides, ...filesAmong(rpm.files, wanted)],
      supplier: rpm.vendor,
      modularity,
      ...(rpm.isVendorStated && isForeignVendor(rpm.vendor) && { thirdParty: true }),
      purl: {
        type: 'rpm',
        version,
        qualifiers: {
          arch: architecture,
          epoch: epoch === 0 ? '' : `${epoch}`,
          upstream: sourceRpm,
          rpmmod: modularity,
        },
      },
    });
    yield* ownershipObservations(path, { ecosystem: 'rpm', package: name }, rpm.files, rpm.digests);
  }
}

/** Name and version-release of a source package's file name; its epoch stands nowhere. */
function sourceOf(sourceRpm: string): SourcePackage | undefined {
  const parts = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm);
  if (parts?.[1] === undefined || parts[2] === undefined) return undefined;
  return { name: parts[1], version: parts[2] };
}

/** File dependencies by the path of the file that satisfies them: `/bin/sh` is `/usr/bin/sh` as well. */
function wantedFiles(packages: readonly RpmPackage[]): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const name of packages.flatMap(({ requires }) => requires)) {
    if (!name.startsWith('/')) continue;
    for (const path of [name, `/usr${name}`]) {
      const names = wanted.get(path);
      if (names === undefined) wanted.set(path, new Set([name]));
      else names.add(name);
    }
  }
  return wanted;
}

function filesAmong(
  files: readonly string[],
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const names: string[] = [];
  for (const file of files) {
    const found = wanted.get(file);
    if (found !== undefined) names.push(...found);
  }
  return names;
}
