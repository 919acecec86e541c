import { printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { bumpCommands, type Way } from './bump-command.ts';
import type { ActionText, Candidate, Unit } from './candidate.ts';
import type { Dependents } from './dependents.ts';
import { unitOf } from './os-upgrade.ts';
import { type Project, projectOf } from './project.ts';
import type { Outcome } from './simulate.ts';
import { isMajor } from './target.ts';
import { isToolchain } from './toolchain.ts';

/** One library of one project in one new version; several copies of it may stand in the project's tree. */
interface Group {
  readonly key: string;
  readonly project: Project;
  readonly outcomes: Outcome[];
}

/** A copy of the library as it stands in the graph. */
interface Copy {
  readonly way: Way;
  /** The direct dependency that brings it; absent when it is direct itself. */
  readonly via?: string;
  readonly blockers: readonly string[];
}

/** Bumps of libraries: one action per project and library; toolchains and OS packages are others' business. */
export function bumps(outcomes: readonly Outcome[], dependents: Dependents): readonly Candidate[] {
  const libraries = outcomes.filter(
    ({ trial: { component } }) =>
      !isOperatingSystemEcosystem(component.ecosystem) && !isToolchain(component),
  );
  const locks = lockManagers(libraries.map(({ trial }) => trial.component));
  const groups = new Map<string, Group>();
  for (const outcome of libraries) {
    const { component, to } = outcome.trial;
    const project = withLock(projectOf(component), locks, component);
    const key = [component.ecosystem, project.directory, component.name, to].join('\0');
    const group = groups.get(key) ?? { key, project, outcomes: [] };
    groups.set(key, group);
    group.outcomes.push(outcome);
  }
  return [...groups.values()].map((group) => candidateOf(group, dependents));
}

/** A lock file beside an installed tree tells the tool of the whole project. */
function lockManagers(components: readonly Component[]): ReadonlyMap<string, Project> {
  const locks = new Map<string, Project>();
  for (const component of components) {
    const project = projectOf(component);
    if (component.presence === 'declared') locks.set(placeOf(project, component), project);
  }
  return locks;
}

function withLock(
  project: Project,
  locks: ReadonlyMap<string, Project>,
  component: Component,
): Project {
  return locks.get(placeOf(project, component)) ?? project;
}

function placeOf({ directory }: Project, { ecosystem }: Component): string {
  return `${ecosystem}\0${directory}`;
}

function candidateOf({ key, project, outcomes }: Group, dependents: Dependents): Candidate {
  const copies = new Map<Unit, readonly [Copy, Outcome]>();
  for (const outcome of outcomes) {
    const copy = copyOf(outcome, dependents);
    copies.set(unitVia(outcome, copy.via), [copy, outcome]);
  }
  const isLarge = outcomes.some(({ trial: { component, to } }) =>
    isMajor(component.version, to, component.ecosystem),
  );
  return {
    kind: 'bump',
    key,
    effort: isLarge ? 5 : 2,
    units: [...copies.keys()],
    describe: (units) =>
      textOf(
        units.flatMap((unit) => {
          const copy = copies.get(unit);
          return copy === undefined ? [] : [copy];
        }),
        project,
      ),
  };
}

function copyOf({ trial: { component, to } }: Outcome, dependents: Dependents): Copy {
  const path = dependents.pathOf(component.id);
  if (dependents.isDirect(component)) return { way: 'direct', blockers: [] };
  const blockers = dependents.blockersOf(component, to);
  const via = path?.ids[0];
  return {
    way: blockers.length > 0 ? 'override' : 'refresh',
    blockers,
    ...(via !== undefined && via !== component.id && { via }),
  };
}

function unitVia(outcome: Outcome, via: string | undefined): Unit {
  const unit = unitOf(outcome);
  if (via === undefined) return unit;
  return { ...unit, changes: unit.changes.map((change) => ({ ...change, via })) };
}

function textOf(copies: readonly (readonly [Copy, Outcome])[], project: Project): ActionText {
  const [first] = copies;
  const component = first?.[1].trial.component;
  if (first === undefined || component === undefined)
    return { title: '', commands: [], paths: [], blockers: [] };
  const to = spelled(component, first[1].trial.to);
  const blockers = [...new Set(copies.flatMap(([copy]) => copy.blockers))].sort();
  const way = wayOf(copies.map(([copy]) => copy));
  return {
    title: titleOf(component, to, project, blockers),
    commands: bumpCommands(project, way, { name: component.name, from: component.version, to }),
    paths: project.paths,
    blockers,
  };
}

/** One copy that needs an override decides; a direct one before a mere refresh. */
function wayOf(copies: readonly Copy[]): Way {
  return (
    (['override', 'direct'] as const).find((way) => copies.some((copy) => copy.way === way)) ??
    'refresh'
  );
}

function titleOf(
  { name }: Component,
  to: string,
  { program, directory, bundledBy }: Project,
  blockers: readonly string[],
): string {
  const bump = `bump ${name} to ${to}`;
  if (program !== undefined) return printable(`${bump} and rebuild ${program}`);
  const where = directory === '/' ? '' : ` in ${directory}`;
  const bundled = bundledBy === undefined ? '' : `, bundled by ${bundledBy}`;
  const held = blockers.length === 0 ? '' : `, held back by ${blockers.join(', ')}`;
  return printable(`${bump}${where}${bundled}${held}`);
}

/** Go and tags of actions have a `v` before versions, advisories do not. */
function spelled({ ecosystem, version: from }: Component, version: string): string {
  const isTagged = ecosystem === 'golang' || (ecosystem === 'github' && from.startsWith('v'));
  return isTagged && /^\d/.test(version) ? `v${version}` : version;
}
