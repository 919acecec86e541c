import type { Inventory } from '#model/inventory.ts';
import { isWord, shellWord } from './shell.ts';

interface PackageManager {
  /** Packages one of which must be installed for it to be there. */
  readonly packages: readonly string[];
  readonly command: (words: string) => string;
  /** Empties its caches, which would stay in a layer. */
  readonly clean?: string;
}

const managers: Readonly<Record<string, PackageManager>> = {
  apt: {
    packages: ['apt'],
    command: (words) => `apt-get update && apt-get install -y --only-upgrade ${words}`,
    clean: 'rm -rf /var/lib/apt/lists/*',
  },
  apk: {
    packages: ['apk-tools'],
    command: (words) => `apk add --no-cache --upgrade ${words}`,
  },
  microdnf: dnfLike('microdnf', ['microdnf'], 'upgrade'),
  dnf: dnfLike('dnf', ['dnf', 'dnf5'], 'upgrade'),
  tdnf: dnfLike('tdnf', ['tdnf'], 'update'),
  yum: dnfLike('yum', ['yum'], 'update'),
  zypper: {
    packages: ['zypper'],
    command: (words) => `zypper --non-interactive update ${words}`,
    clean: 'zypper clean --all',
  },
  pacman: {
    packages: ['pacman'],
    // Arch supports no partial upgrades: everything goes to the newest.
    command: () => 'pacman -Syu --noconfirm',
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
    command: (words) => `${name} ${verb} -y ${words}`,
    clean: `${name} clean all`,
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

/**
 * The command that upgrades the packages to the newest that the mirrors have: a version named today may have left them
 * tomorrow. `isImage` adds what keeps a layer small. Empty when a name cannot stand in a command.
 */
export function upgradeCommands(
  manager: string,
  names: readonly string[],
  isImage: boolean,
): readonly string[] {
  const known = managers[manager];
  if (known === undefined || !names.every(isWord)) return [];
  const command = known.command([...new Set(names.map(shellWord))].sort().join(' '));
  return [isImage && known.clean !== undefined ? `${command} && ${known.clean}` : command];
}
