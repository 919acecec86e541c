import type { Component } from '#model/component.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Candidate, Unit } from './candidate.ts';
import { type Manager, projectOf } from './project.ts';
import { shortPath } from './short-path.ts';

/** How each tool installs a project without what only its developers need. */
const withoutDev: Partial<Readonly<Record<Manager, string>>> = {
  npm: 'npm ci --omit=dev',
  yarn: 'yarn install --production',
  pnpm: 'pnpm install --prod --frozen-lockfile',
  bun: 'bun install --production',
  composer: 'composer install --no-dev',
  poetry: 'poetry install --only main',
  uv: 'uv sync --no-dev',
  pdm: 'pdm install --prod',
  pipenv: 'pipenv sync',
  bundler: 'bundle config set without development test && bundle install',
};

/**
 * Development dependencies that were installed into an image: they can be left out, one action per project. Nothing that
 * could be needed at run time is proposed.
 */
export function removals(findings: readonly Finding[], inventory: Inventory): readonly Candidate[] {
  if (inventory.image === undefined && inventory.artifact.kind !== 'image') return [];
  const groups = new Map<string, Unit[]>();
  const commands = new Map<string, string>();
  for (const finding of findings) {
    const component = componentOfFinding(finding);
    if (component === undefined || !isForDevelopers(component)) continue;
    const { directory, manager } = projectOf(component);
    const command = withoutDev[manager];
    if (command === undefined) continue;
    const key = `${manager}\0${directory}`;
    commands.set(key, command);
    const unit: Unit = { changes: [], removes: [finding.fingerprint], introduces: [] };
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(unit);
  }
  return [...groups].map(([key, units]) => removalOf(key, commands.get(key) ?? '', units));
}

function isForDevelopers({ scopes = [], presence }: Component): boolean {
  return presence === 'installed' && scopes.length > 0 && scopes.every((scope) => scope === 'dev');
}

function removalOf(key: string, command: string, units: readonly Unit[]): Candidate {
  const directory = key.split('\0')[1] ?? '';
  return {
    kind: 'remove',
    key,
    effort: 3,
    units,
    describe: () => ({
      title: `leave development dependencies of ${shortPath(directory)} out of the image`,
      commands: [command],
      paths: ['Dockerfile'],
      blockers: [],
    }),
  };
}
