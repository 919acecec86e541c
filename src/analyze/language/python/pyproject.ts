import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import type { Scope } from '#model/component.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { type LockedDistribution, lockObservations } from './locked-distribution.ts';
import { pinnedVersion, tryParseRequirement } from './requirement.ts';

type Fields = Readonly<Record<string, unknown>>;
type Flags = Readonly<Partial<Record<Scope, boolean>>>;

/**
 * pyproject.toml (PEP 621, PEP 735, and poetry's own tables) and Pipfile: what a project pins with `==`. What it leaves open
 * stands in the lock file beside it.
 */
export const pyprojectAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-project',
  revision: 1,
  title: 'Python distributions that a project pins',
  claims: [{ basename: 'pyproject.toml' }, { basename: 'Pipfile' }],
  *analyze(file) {
    const document = parseBoundedToml(file);
    const project = recordOf(document['project']);
    const poetry = recordOf(recordOf(document['tool'])['poetry']);
    const groups = Object.values(recordOf(poetry['group'])).map(recordOf);
    yield* lockObservations(file, [
      ...pinnedInList(project['dependencies'], {}),
      ...listsOf(project['optional-dependencies']).flatMap((list) =>
        pinnedInList(list, { optional: true }),
      ),
      ...listsOf(document['dependency-groups']).flatMap((list) =>
        pinnedInList(list, { dev: true }),
      ),
      ...pinnedInTable(poetry['dependencies'], {}),
      ...pinnedInTable(poetry['dev-dependencies'], { dev: true }),
      ...groups.flatMap((group) => pinnedInTable(group['dependencies'], { dev: true })),
      ...pinnedInTable(document['packages'], {}),
      ...pinnedInTable(document['dev-packages'], { dev: true }),
    ]);
  },
};

/** The specifiers of a list that leave no choice (PEP 508). */
export function pinnedInList(list: unknown, flags: Flags): readonly LockedDistribution[] {
  const texts = Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  return texts.flatMap((text) => {
    const requirement = tryParseRequirement(text);
    return requirement === undefined ? [] : pinned(requirement.name, requirement.range, flags);
  });
}

/** `name = "==1.0"` or `name = {version = "==1.0"}`; poetry and pipenv also take a bare version, which poetry reads as `^`. */
function pinnedInTable(table: unknown, flags: Flags): readonly LockedDistribution[] {
  return Object.entries(recordOf(table)).flatMap(([name, value]) =>
    name === 'python' ? [] : pinned(name, isRecord(value) ? value['version'] : value, flags),
  );
}

function pinned(name: string, range: unknown, flags: Flags): readonly LockedDistribution[] {
  const version = pinnedVersion(typeof range === 'string' ? range.replace(/\s/g, '') : range);
  const isName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?$/.test(name);
  return version === '' || !isName ? [] : [{ name, version, flags, direct: true }];
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function listsOf(value: unknown): readonly unknown[] {
  return Object.values(recordOf(value));
}
