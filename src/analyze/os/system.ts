import type { Ecosystem } from '#model/ecosystem.ts';
import type { OperatingSystemObservation } from '#model/observation.ts';
import { ecosystemOfSystem, type OperatingSystem } from '#model/os.ts';
import { releaseFiles } from './release/analyzer.ts';

/**
 * The operating system that the release files of one tree agree on best: os-release first, then the vendors' own files.
 * Others refine it: `alpine-release` completes the version, `/etc/apk/repositories` corrects the branch,
 * `debian_version` adds the point release to the title and the code name. A system whose package manager has no package
 * here, while another's has, left its files behind (a file copied from another image): one that fits is better.
 * `managers` are the ecosystems of the OS packages that there are. `undefined` when no file names a system.
 */
export function preferSystem(
  observations: readonly OperatingSystemObservation[],
  managers: ReadonlySet<Ecosystem> = new Set(),
): OperatingSystem | undefined {
  const byPath = new Map(observations.map(({ os }) => [os.path, os]));
  const ranked = [...releaseFiles.keys()].flatMap((path) => byPath.get(path) ?? []);
  // os-release without an ID stands for "linux": any file that knows more is better.
  const named = ranked.filter(({ id }) => id !== 'linux');
  const chosen = named.find((os) => fits(os, managers)) ?? named[0] ?? ranked[0];
  if (chosen?.id === 'alpine') return refineAlpine(chosen, byPath);
  return chosen?.id === 'debian' ? refineDebian(chosen, byPath) : chosen;
}

function fits(os: OperatingSystem, managers: ReadonlySet<Ecosystem>): boolean {
  const manager = ecosystemOfSystem(os);
  return managers.size === 0 || manager === undefined || managers.has(manager);
}

type ByPath = ReadonlyMap<string, OperatingSystem>;

function refineAlpine(os: OperatingSystem, byPath: ByPath): OperatingSystem {
  const full = byPath.get('/etc/alpine-release')?.version ?? '';
  const version = os.version === '' || full.startsWith(`${os.version}.`) ? full : os.version;
  const branch = byPath.get('/etc/apk/repositories')?.version;
  if (branch === undefined || isOfBranch(version, branch)) return { ...os, version };
  return { ...os, version: branch };
}

function isOfBranch(version: string, branch: string): boolean {
  return branch === 'edge'
    ? /edge|alpha/.test(version)
    : version === branch || version.startsWith(`${branch}.`);
}

function refineDebian(os: OperatingSystem, byPath: ByPath): OperatingSystem {
  const found = byPath.get('/etc/debian_version');
  if (found === undefined || found === os) return os;
  const point = found.title.slice(found.title.lastIndexOf(' ') + 1);
  const title =
    os.version !== '' && point.startsWith(`${os.version}.`)
      ? os.title.replace(` ${os.version} `, ` ${point} `)
      : os.title;
  const codename = os.codename ?? found.codename;
  return { ...os, title, ...(codename !== undefined && { codename }) };
}
