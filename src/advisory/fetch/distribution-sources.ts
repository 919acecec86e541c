import { amazonRepositories } from './amazon-repositories.ts';
import { type FeedSource, fixed, gitHubArchive, type RpmRepository } from './source.ts';

/** Feeds of distributions. The addresses are those that the vendors document. */
export const distributionSources: readonly FeedSource[] = [
  {
    id: 'alpine-secdb',
    title: 'Alpine Linux: fixes by branch and repository',
    publisher: 'secdb:alpine',
    base: 'https://secdb.alpinelinux.org/',
    size: 'small',
    isUsual: true,
    plan: { type: 'files', files: alpineFiles },
  },
  {
    id: 'debian-tracker',
    title: 'Debian: security tracker',
    publisher: 'debian-tracker',
    base: 'https://security-tracker.debian.org/tracker/',
    size: 'medium',
    isUsual: true,
    plan: fixed({ path: 'data/json', name: 'data.json' }, debianList('DSA'), debianList('DLA')),
  },
  {
    id: 'ubuntu-vex',
    title: 'Ubuntu: VEX',
    publisher: 'ubuntu-vex',
    isUsual: true,
    ...gitHubArchive('canonical/ubuntu-security-notices'),
  },
  {
    id: 'ubuntu-osv',
    title: 'Ubuntu: OSV',
    publisher: 'ubuntu-osv',
    isUsual: false,
    ...gitHubArchive('canonical/ubuntu-security-notices'),
  },
  {
    id: 'ubuntu-oval',
    title: 'Ubuntu: OVAL by CVE',
    publisher: 'ubuntu-oval',
    base: 'https://security-metadata.canonical.com/oval/',
    size: 'medium',
    isUsual: false,
    plan: fixed(...ubuntuReleases().map(ubuntuOval)),
  },
  {
    id: 'ubuntu-tracker',
    title: 'Ubuntu: CVE tracker of its security team',
    publisher: 'ubuntu-tracker',
    base: 'https://git.launchpad.net/ubuntu-cve-tracker/snapshot/',
    size: 'large',
    isUsual: false,
    plan: fixed({
      path: 'ubuntu-cve-tracker-master.tar.gz',
      name: 'ubuntu-cve-tracker.tar.gz',
    }),
  },
  {
    id: 'amazon',
    title: 'Amazon Linux 2 (core, extras), 2022, 2023',
    publisher: 'amazon',
    base: 'https://cdn.amazonlinux.com/',
    size: 'medium',
    isUsual: true,
    plan: { type: 'repositories', repositories: amazonRepositories },
  },
  {
    id: 'oracle',
    title: 'Oracle Linux: OVAL',
    publisher: 'oracle',
    base: 'https://linux.oracle.com/security/oval/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('com.oracle.elsa-all.xml.bz2')),
  },
  {
    id: 'photon',
    title: 'Photon OS: CVE data',
    publisher: 'photon',
    base: 'https://packages.broadcom.com/photon/photon_cve_metadata/',
    size: 'small',
    isUsual: true,
    plan: fixed(
      ...['1.0', '2.0', '3.0', '4.0', '5.0'].map((release) => ({
        ...same(`cve_data_photon${release}.json`),
        isOptional: true,
      })),
    ),
  },
  {
    id: 'azure',
    title: 'Azure Linux and CBL-Mariner: OVAL',
    publisher: 'azure',
    base: 'https://raw.githubusercontent.com/microsoft/AzureLinuxVulnerabilityData/main/',
    size: 'medium',
    isUsual: true,
    plan: fixed(
      same('azurelinux-3.0-oval.xml'),
      { ...same('cbl-mariner-2.0-oval.xml'), isOptional: true },
      { ...same('cbl-mariner-1.0-oval.xml'), isOptional: true },
    ),
  },
  {
    id: 'almalinux-errata',
    title: 'AlmaLinux: errata',
    publisher: 'almalinux-errata',
    base: 'https://errata.almalinux.org/',
    size: 'medium',
    isUsual: true,
    plan: fixed(
      ...['8', '9', '10'].map((release) => ({
        ...same(`${release}/errata.full.json`),
        isOptional: true,
      })),
    ),
  },
  {
    id: 'rocky-errata',
    title: 'Rocky Linux: errata service',
    publisher: 'rocky-errata',
    base: 'https://apollo.build.resf.org/api/v3/advisories/',
    size: 'medium',
    isUsual: true,
    plan: { type: 'pages', list: 'advisories', query: 'page=#&size=100' },
  },
  {
    id: 'fedora-bodhi',
    title: 'Fedora: security updates',
    publisher: 'fedora-bodhi',
    base: 'https://bodhi.fedoraproject.org/updates/',
    size: 'medium',
    isUsual: true,
    plan: {
      type: 'pages',
      list: 'updates',
      query: 'status=stable&type=security&rows_per_page=100&page=#',
    },
  },
  {
    id: 'updateinfo',
    title: 'Rocky Linux and openEuler: updateinfo of repositories',
    publisher: 'updateinfo',
    base: 'https://repo.openeuler.org/',
    size: 'medium',
    isUsual: true,
    plan: {
      type: 'repositories',
      repositories: [...openEulerRepositories(), ...rockyRepositories()],
    },
  },
  {
    id: 'arch',
    title: 'Arch Linux: security tracker',
    publisher: 'arch',
    base: 'https://security.archlinux.org/',
    size: 'small',
    isUsual: true,
    plan: fixed(same('all.json')),
  },
  {
    id: 'wolfi',
    title: 'Wolfi: secdb',
    publisher: 'secdb:wolfi',
    base: 'https://packages.wolfi.dev/os/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('security.json')),
  },
  {
    id: 'chainguard',
    title: 'Chainguard: secdb',
    publisher: 'secdb:chainguard',
    base: 'https://packages.cgr.dev/chainguard/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('security.json')),
  },
  {
    id: 'minimos',
    title: 'MinimOS: secdb',
    publisher: 'secdb:minimos',
    base: 'https://packages.mini.dev/advisories/secdb/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('security.json')),
  },
  {
    id: 'echo',
    title: 'Echo: advisories',
    publisher: 'echo',
    base: 'https://advisory.echohq.com/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('data.json')),
  },
];

function same(path: string) {
  return { path, name: path };
}

/** Alpine publishes two branches a year (v3.21 at the end of 2024); those that are not there are passed over. */
function alpineFiles(year: number) {
  const newest = 22 + 2 * (year - 2024);
  const numbered = Array.from({ length: newest - 2 }, (_, index) => `v3.${index + 3}`);
  return ['edge', ...numbered].flatMap((branch) =>
    ['main', 'community'].map((repository) => ({
      ...same(`${branch}/${repository}.json`),
      isOptional: branch !== 'edge',
    })),
  );
}

function debianList(kind: string) {
  return {
    ...same(`${kind}/list`),
    base: 'https://salsa.debian.org/security-tracker-team/security-tracker/-/raw/master/data/',
    isOptional: true,
  };
}

function ubuntuReleases(): readonly string[] {
  return ['trusty', 'xenial', 'bionic', 'focal', 'jammy', 'noble', 'questing', 'resolute'];
}

function ubuntuOval(codename: string) {
  return { ...same(`com.ubuntu.${codename}.cve.oval.xml.bz2`), isOptional: true };
}

/** Service packs share the version of their release, so that their fixes cannot be told apart: only the base is taken. */
function openEulerRepositories(): readonly RpmRepository[] {
  return ['20.03', '22.03', '24.03'].flatMap((release) =>
    ['x86_64', 'aarch64'].map((machine) => ({
      path: `openEuler-${release}-LTS/update/${machine}/`,
      name: `openeuler-${release}/${machine}`,
      isOptional: true,
    })),
  );
}

function rockyRepositories(): readonly RpmRepository[] {
  const repositories = ['BaseOS', 'AppStream', 'extras'];
  return ['8', '9', '10'].flatMap((release) =>
    repositories.flatMap((repository) =>
      ['x86_64', 'aarch64'].map((machine) => ({
        base: 'https://download.rockylinux.org/pub/rocky/',
        path: `${release}/${repository}/${machine}/os/`,
        name: `rocky-${release}/${repository}/${machine}`,
        isOptional: true,
      })),
    ),
  );
}
