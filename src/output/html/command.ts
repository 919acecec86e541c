import type { Ecosystem } from '#model/ecosystem.ts';
import type { FixAction } from '../actions.ts';

/**
 * How an ecosystem upgrades by name. Names come from the artifact, so only those that the tool takes for a package and no
 * shell gives a meaning to are offered: no path, no URL, no option, no final hyphen (apt-get would remove the package).
 */
interface Tool {
  readonly command: string;
  readonly name: RegExp;
  /** What joins name and version; absent where the tool takes the newest. */
  readonly at?: string;
}

const systemName = /^[A-Za-z0-9](?:[A-Za-z0-9.+_-]{0,98}[A-Za-z0-9+])?$/;
const tools: ReadonlyMap<Ecosystem, Tool> = new Map<Ecosystem, Tool>([
  ['deb', { command: 'apt-get install --only-upgrade', name: systemName }],
  ['apk', { command: 'apk upgrade', name: systemName }],
  ['rpm', { command: 'dnf upgrade', name: systemName }],
  [
    'npm',
    {
      command: 'npm install',
      name: /^(?:@[a-z0-9][a-z0-9._-]{0,98}\/)?[a-z0-9][a-z0-9._-]{0,98}$/,
      at: '@',
    },
  ],
  ['pypi', { command: 'pip install', name: systemName, at: '==' }],
]);
const plainVersion = /^[0-9][A-Za-z0-9.+-]{0,60}$/;

/** A command that makes the upgrade, where the ecosystem has a plain one; `undefined` when a word is not harmless. */
export function upgradeCommand(action: FixAction): string | undefined {
  const tool = action.ecosystem === undefined ? undefined : tools.get(action.ecosystem);
  if (tool === undefined || action.fixed === undefined) return undefined;
  const names = action.packages.slice(0, 20);
  if (!names.every((name) => tool.name.test(name))) return undefined;
  if (tool.at === undefined) return [tool.command, ...names].join(' ');
  if (!plainVersion.test(action.fixed)) return undefined;
  return `${tool.command} ${action.name}${tool.at}${action.fixed}`;
}
