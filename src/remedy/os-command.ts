import type { Inventory } from '#model/inventory.ts';
import { isWord, shellWord } from './shell.ts';

/** A package with the version it should have at least; without one: the newest. */
export interface Wanted {
  readonly name: string;
  readonly version?: string;
}

interface PackageManager {
  /** Packages one of which must be installed for it to be there. */
  readonly packages: readonly string[];
  readonly command: (words: string) => string;
  /** Joins name and version as the tool wants it. */
  readonly word: (name: string, version: string) => string;
}

const managers: Readonly<Record<string, PackageManager>> = {
  apt: {
    packages: ['apt'],
    command: (words) =>
      `apt-get update && apt-get install -y --only-upgrade ${words} && rm -rf /var/lib/apt/lists/*`,
    word: (name, version) => `${name}=${version}`,
  },
  apk: {
    packages: ['apk-tools'],
    command: (words) => `apk add --no-cache --upgrade ${words}`,
    word: (name, version) => `${name}>=${version}`,
  },
  microdnf: dnfLike('microdnf', ['microdnf'], 'upgrade'),
  dnf: dnfLike('dnf', ['dnf', 'dnf5'], 'upgrade'),
  tdnf: dnfLike('tdnf', ['tdnf'], 'update'),
  yum: dnfLike('yum', ['yum'], 'update'),
  zypper: {
    packages: ['zypper'],
    command: (words) => `zypper --non-interactive install ${words} && zypper clean --all`,
    word: (name, version) => `${name}>=${version}`,
  },
  pacman: {
    packages: ['pacman'],
    // Arch supports no partial upgrades: everything goes to the newest.
    command: () => 'pacman -Syu --noconfirm',
    word: (name) => name,
  },
};

/** Managers of a kind of package, the one to use first where several are installed. */
const byEcosystem: Readonly<Record<string, readonly string[]>> = {
  deb: ['apt'],
  apk: ['apk'],
  rpm: ['dnf', 'microdnf', 'tdnf', 'zypper', 'yum'],
  alpm: ['pacman'],
};

function dnfLike(name: string, packages: readonly string[], verb: string): PackageManager {
  return {
    packages,
    command: (words) => `${name} ${verb} -y ${words} && ${name} clean all`,
    // Advisories write epoch 0, package names leave it out.
    word: (package_, version) => `${package_}-${version.replace(/^0:/, '')}`,
  };
}

/** The package manager that is installed for packages of an ecosystem; `undefined` in an image without one. */
export function packageManagerOf(inventory: Inventory, ecosystem: string): string | undefined {
  const installed = new Set(
    inventory.components
      .filter(
        (component) => component.ecosystem === ecosystem && component.presence === 'installed',
      )
      .map(({ name }) => name),
  );
  return byEcosystem[ecosystem]?.find((manager) =>
    managers[manager]?.packages.some((name) => installed.has(name)),
  );
}

/** The command that upgrades the packages; empty when a name cannot stand in a command. */
export function upgradeCommands(manager: string, wanted: readonly Wanted[]): readonly string[] {
  const known = managers[manager];
  if (
    known === undefined ||
    wanted.some(({ name, version = '0' }) => !isWord(name) || !isWord(version))
  )
    return [];
  const words = wanted.map(({ name, version }) =>
    shellWord(version === undefined ? name : known.word(name, version)),
  );
  return [known.command([...new Set(words)].sort().join(' '))];
}
