import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';

/** A package that carries a distribution's release files, and what its version tells of the release. */
interface ReleasePackage {
  readonly id: string;
  readonly title: string;
  /** The first group is the release. */
  readonly version: RegExp;
}

const leading = /^(?:[0-9]+:)?([0-9]+(?:\.[0-9]+)*)/;
const releasePackages: ReadonlyMap<string, ReleasePackage> = new Map([
  [
    'apk:alpine-release',
    { id: 'alpine', title: 'Alpine Linux', version: /^([0-9]+(?:\.[0-9]+)+)/ },
  ],
  ['deb:base-files', { id: 'debian', title: 'Debian GNU/Linux', version: /\+deb([0-9]+)u[0-9]+$/ }],
  ['rpm:redhat-release', { id: 'rhel', title: 'Red Hat Enterprise Linux', version: leading }],
  [
    'rpm:redhat-release-server',
    { id: 'rhel', title: 'Red Hat Enterprise Linux', version: leading },
  ],
  ['rpm:centos-release', { id: 'centos', title: 'CentOS Linux', version: leading }],
  ['rpm:centos-stream-release', { id: 'centos', title: 'CentOS Stream', version: leading }],
  ['rpm:almalinux-release', { id: 'almalinux', title: 'AlmaLinux', version: leading }],
  ['rpm:rocky-release', { id: 'rocky', title: 'Rocky Linux', version: leading }],
  ['rpm:oraclelinux-release', { id: 'ol', title: 'Oracle Linux', version: leading }],
  ['rpm:fedora-release-common', { id: 'fedora', title: 'Fedora Linux', version: leading }],
  ['rpm:sles-release', { id: 'sles', title: 'SUSE Linux Enterprise Server', version: leading }],
  ['rpm:photon-release', { id: 'photon', title: 'VMware Photon OS', version: leading }],
  ['rpm:azurelinux-release', { id: 'azurelinux', title: 'Azure Linux', version: leading }],
  ['rpm:mariner-release', { id: 'mariner', title: 'CBL-Mariner', version: leading }],
  ['rpm:openEuler-release', { id: 'openeuler', title: 'openEuler', version: leading }],
  ['rpm:mageia-release-common', { id: 'mageia', title: 'Mageia', version: leading }],
]);

/**
 * The operating system by the package that brings its release files, for images that have deleted those. `undefined`
 * when there is no such package, or several that disagree.
 */
export function systemOfPackages(components: readonly Component[]): OperatingSystem | undefined {
  const found = components.flatMap((component) => {
    const known = releasePackages.get(`${component.ecosystem}:${component.name}`);
    const version = known?.version.exec(component.version)?.[1];
    if (known === undefined || version === undefined || component.presence !== 'installed')
      return [];
    const { id, title } = known;
    const { path } = component.locations[0];
    return [{ id, like: [], version, title: `${title} ${version}`, path }];
  });
  const [first, ...others] = found;
  return others.every(({ id }) => id === first?.id) ? first : undefined;
}
