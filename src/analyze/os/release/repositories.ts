import type { OperatingSystem } from '#model/os.ts';

/**
 * The branch that `/etc/apk/repositories` installs from, `3.20` or `edge`: what was installed from edge is edge, whatever
 * os-release says. Pinned lines (`@testing …`) are not installed from unless asked and do not count; `undefined` when no
 * line names a branch of Alpine's main repository.
 */
export function parseApkRepositories(text: string, path: string): OperatingSystem | undefined {
  const branches = text
    .slice(0, maxLength)
    .split('\n')
    .map((line) => mainRepository.exec(line.trim())?.[1])
    .filter((branch) => branch !== undefined);
  const version = branches.includes('edge') ? 'edge' : branches.toSorted(byRelease).at(-1);
  if (version === undefined) return undefined;
  return { id: 'alpine', like: [], version, title: `Alpine Linux ${version}`, path };
}

const maxLength = 65_536;
const mainRepository =
  /^(?:https?|ftp):\/\/[^\s#@]{1,200}?\/(?:v(?=[0-9]))?([0-9]{1,3}\.[0-9]{1,3}|edge)\/main\/?$/;

function byRelease(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
