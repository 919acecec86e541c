import type { Component } from '#model/component.ts';
import type { RepositoriesObservation } from '#model/observation.ts';
import type { OperatingSystem } from '#model/os.ts';

const maxNames = 10_000;

/**
 * The operating system with the repositories that its files name. Where none of them tells of Ubuntu's extended maintenance
 * but a package's version does (`1.2-3ubuntu0.1~esm2`), both of its archives are named: a subscription opens both.
 */
export function withRepositories(
  os: OperatingSystem,
  observations: readonly RepositoriesObservation[],
  components: readonly Component[],
): OperatingSystem {
  const names = new Set(observations.flatMap((seen) => seen.names).slice(0, maxNames));
  if (os.id === 'ubuntu' && ![...names].some(isExtended) && components.some(isExtendedBuild))
    names.add('esm-apps').add('esm-infra');
  return names.size === 0 ? os : { ...os, repositories: [...names].sort() };
}

function isExtended(name: string): boolean {
  return name.startsWith('esm-');
}

function isExtendedBuild({ ecosystem, version }: Component): boolean {
  return ecosystem === 'deb' && /[+~.]esm[0-9]/.test(version);
}
