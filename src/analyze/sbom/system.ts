import type { OperatingSystem } from '#model/os.ts';
import { sbomProperty } from '#model/sbom-property.ts';
import { propertiesOf, propertyOf, type SbomDocument, type SbomSystem } from './document.ts';
import { tryParsePurl } from './purl-text.ts';

/** Where a system is said to be read from when the SBOM does not tell. */
const usualPath = '/etc/os-release';
const maxTextChars = 256;

/** Names that other tools give to systems, with os-release's. */
const ids: ReadonlyMap<string, string> = new Map([
  ['redhat', 'rhel'],
  ['amazon', 'amzn'],
  ['oracle', 'ol'],
  ['alma', 'almalinux'],
  ['suse linux enterprise server', 'sles'],
  ['suse linux enterprise micro', 'sle-micro'],
  ['opensuse', 'opensuse-leap'],
  ['opensuse.leap', 'opensuse-leap'],
  ['opensuse.tumbleweed', 'opensuse-tumbleweed'],
  ['cbl-mariner', 'mariner'],
]);

/**
 * The operating system that an SBOM speaks of: its own entry, else what the `distro` qualifiers of the package URLs agree on.
 * `undefined` when neither names one.
 */
export function systemOf(document: SbomDocument): OperatingSystem | undefined {
  const system = document.system ?? systemOfPurls(document);
  if (system === undefined || system.name === '') return undefined;
  const { properties } = system;
  const id = idOf(system.name);
  const repositories = propertiesOf(properties, sbomProperty.osRepository);
  const codename = propertyOf(properties, sbomProperty.osCodename);
  return {
    id,
    like: propertiesOf(properties, sbomProperty.osLike),
    version: system.version.slice(0, maxTextChars),
    ...(codename !== '' && { codename }),
    title: propertyOf(properties, sbomProperty.osTitle) || `${id} ${system.version}`.trim(),
    path: propertyOf(properties, sbomProperty.osPath) || usualPath,
    ...(repositories.length > 0 && { repositories }),
  };
}

function idOf(name: string): string {
  const lower = name.toLowerCase().trim().slice(0, maxTextChars);
  return ids.get(lower) ?? lower;
}

/** What most OS packages agree on. */
function systemOfPurls({ packages }: SbomDocument): SbomSystem | undefined {
  const counts = new Map<string, number>();
  for (const { purl } of packages) {
    const distro = distroOf(purl);
    if (distro !== '') counts.set(distro, (counts.get(distro) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  const [, name = '', version = ''] = /^(.*?)(?:-(\d[^-]*))?$/.exec(best?.[0] ?? '') ?? [];
  return name === '' ? undefined : { name, version, properties: [] };
}

/** The qualifier `distro`: `debian-12`, or only `3.18.4` with the distribution as the purl's namespace (Trivy). */
function distroOf(purl: string): string {
  const parts = /^pkg:(?:deb|apk|rpm|alpm)\//.test(purl) ? tryParsePurl(purl) : undefined;
  const distro = (parts?.qualifiers?.['distro'] ?? '').slice(0, maxTextChars);
  return /^\d/.test(distro) ? `${parts?.namespace}-${distro}` : distro;
}
