import type { SourcePackage } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
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
  const wanted = new Set(packages.flatMap(({ requires }) => requires.filter(isPath)));
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
      provides: [...rpm.provides, ...filesAmong(wanted, rpm.files)],
      supplier: rpm.vendor,
      modularity,
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
    yield* ownershipObservations(path, { ecosystem: 'rpm', package: name }, rpm.files);
  }
}

/** Name and version-release of a source package's file name; its epoch stands nowhere. */
export function sourceOf(sourceRpm: string): SourcePackage | undefined {
  const parts = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm);
  if (parts?.[1] === undefined || parts[2] === undefined) return undefined;
  return { name: parts[1], version: parts[2] };
}

function isPath(name: string): boolean {
  return name.startsWith('/');
}

function filesAmong(wanted: ReadonlySet<string>, files: readonly string[]): readonly string[] {
  if (wanted.size === 0) return [];
  return files.flatMap((file) => {
    const short = file.startsWith('/usr/') ? file.slice(4) : file;
    return [...new Set([file, short])].filter((name) => wanted.has(name));
  });
}
