import { type Ecosystem, ecosystems } from '#model/ecosystem.ts';
import { segmentOfEcosystem, segmentOfRelease } from '#model/os.ts';
import type { Purl } from '#model/purl.ts';

/** A package of an ecosystem or of a release of a distribution, and where its advisories are filed. */
export interface ProductPackage {
  readonly segment: string;
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string | undefined;
}

/** Namespaces of package URLs that are not the `ID` of os-release(5). */
const systemIds: ReadonlyMap<string, string> = new Map([
  ['redhat', 'rhel'],
  ['amazon', 'amzn'],
  ['oracle', 'ol'],
  ['oraclelinux', 'ol'],
  ['suse', 'sles'],
  ['opensuse', 'opensuse-leap'],
]);

/**
 * The package that a package URL names. A package of a distribution needs the qualifier `distro` (`debian-12`, `3.20`) to say the
 * release; `undefined` without it, and for ecosystems that have no advisories.
 */
export function packageOfPurl(purl: Purl): ProductPackage | undefined {
  const ecosystem = ecosystems.find((one) => one === purl.type);
  if (ecosystem === undefined) return undefined;
  const language = segmentOfEcosystem(ecosystem);
  const segment = language ?? segmentOfDistribution(purl);
  if (segment === undefined) return undefined;
  const name = language === undefined ? purl.name : languageName(ecosystem, purl);
  return { segment, ecosystem, name, version: versionOf(ecosystem, purl) };
}

function segmentOfDistribution({ namespace = '', qualifiers }: Purl): string | undefined {
  const release = /^(?:[a-z-]{1,40}-)?v?(\d{1,4}(?:\.\d{1,4}){0,2})$/.exec(
    qualifiers?.['distro'] ?? '',
  );
  return segmentOfRelease(systemIds.get(namespace) ?? namespace, release?.[1] ?? '');
}

/** The name as the ecosystem's own databases write it. */
function languageName(ecosystem: Ecosystem, { namespace, name }: Purl): string {
  if (namespace === undefined) return name;
  return ecosystem === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
}

/** The epoch of rpm and deb versions is a qualifier where it is not part of the version. */
function versionOf(ecosystem: Ecosystem, { version, qualifiers }: Purl): string | undefined {
  const epoch = qualifiers?.['epoch'];
  const hasEpoch = ecosystem === 'rpm' && epoch !== undefined && /^[1-9]\d{0,8}$/.test(epoch);
  return version !== undefined && hasEpoch ? `${epoch}:${version}` : version;
}
