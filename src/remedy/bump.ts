import { plural, printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import { buildSteps } from './build-step.ts';
import { bumpCommands, type Step, togetherCommands, type Way } from './bump-command.ts';
import type { ActionText, Candidate, Unit } from './candidate.ts';
import type { Dependents } from './dependents.ts';
import { unitOf } from './os-upgrade.ts';
import type { Project } from './project.ts';
import { projectsOf } from './project-lock.ts';
import { shortPath, shortWord } from './short-path.ts';
import type { Outcome } from './simulate.ts';
import { isMajor } from './target.ts';
import { isToolchain } from './toolchain.ts';

/** Instructions of the Dockerfile that are named beside the files. */
const maxSteps = 2;

/** In characters: beyond it blockers are counted only. */
const maxTitle = 90;

/** One library of one project in one new version, in as many copies as stand in its tree; or all modules of a program. */
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
  /** Names of the packages that the blockers are about. */
  readonly holders: readonly string[];
}

/**
 * Bumps of libraries: one action per project and library, and one for all modules of a program; toolchains and OS packages
 * are others' business.
 */
export function bumps(
  outcomes: readonly Outcome[],
  inventory: Inventory,
  dependents: Dependents,
): readonly Candidate[] {
  const projectIn = projectsOf(inventory.components);
  const stepOf = buildSteps(inventory);
  const groups = new Map<string, Group>();
  for (const outcome of outcomes) {
    const { component, to } = outcome.trial;
    if (isOperatingSystemEcosystem(component.ecosystem) || isToolchain(component)) continue;
    const project = projectIn(component);
    const item = isInProgram(component, to) ? '' : `${component.name}\0${to}`;
    const key = [component.ecosystem, project.directory, item].join('\0');
    const group = groups.get(key) ?? { key, project, outcomes: [] };
    groups.set(key, group);
    group.outcomes.push(outcome);
  }
  return [...groups.values()].map((group) => candidateOf(group, dependents, stepOf));
}

/** Modules of one program are changed with one command and one build; a major step is a change of its own. */
function isInProgram({ ecosystem, presence, version }: Component, to: string): boolean {
  const isCompiled = ecosystem === 'golang' || ecosystem === 'cargo';
  return isCompiled && presence === 'embedded' && !isMajor(version, to, ecosystem);
}

type StepOf = (component: Component) => string | undefined;

function candidateOf(
  { key, project, outcomes }: Group,
  dependents: Dependents,
  stepOf: StepOf,
): Candidate {
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
        stepOf,
      ),
  };
}

function copyOf({ trial: { component, to } }: Outcome, dependents: Dependents): Copy {
  const path = dependents.pathOf(component.id);
  if (dependents.isDirect(component)) return { way: 'direct', blockers: [], holders: [] };
  const refusals = dependents.blockersOf(component, to);
  const blockers = refusals.map(({ text }) => text);
  const via = path?.ids[0];
  return {
    way: blockers.length > 0 ? 'override' : 'refresh',
    blockers,
    holders: refusals.map(({ holder }) => holder),
    ...(via !== undefined && via !== component.id && { via }),
  };
}

function unitVia(outcome: Outcome, via: string | undefined): Unit {
  const unit = unitOf(outcome);
  if (via === undefined) return unit;
  return { ...unit, changes: unit.changes.map((change) => ({ ...change, via })) };
}

function textOf(
  copies: readonly (readonly [Copy, Outcome])[],
  project: Project,
  stepOf: StepOf,
): ActionText {
  const steps = stepsOf(copies);
  const blockers = [...new Set(copies.flatMap(([copy]) => copy.blockers))].sort();
  const way = wayOf(copies.map(([copy]) => copy));
  const commands = bumpCommands(project, way, steps);
  const holders = [...new Set(copies.flatMap(([copy]) => copy.holders))].sort();
  const built = new Set(copies.flatMap(([, { trial }]) => stepOf(trial.component) ?? []));
  return {
    title: titleOf(steps, project, blockers),
    commands: commands.length > 0 ? commands : togetherCommands(project, holders, steps),
    paths: [...project.paths, ...[...built].sort().slice(0, maxSteps)],
    blockers,
  };
}

/** Libraries with the version that is there and the one to come, each once. */
function stepsOf(copies: readonly (readonly [Copy, Outcome])[]): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const [, { trial }] of copies) {
    const { name, version: from } = trial.component;
    steps.set(name, steps.get(name) ?? { name, from, to: spelled(trial.component, trial.to) });
  }
  return [...steps.values()];
}

/** One copy that needs an override decides; a direct one before a mere refresh. */
function wayOf(copies: readonly Copy[]): Way {
  return (
    (['override', 'direct'] as const).find((way) => copies.some((copy) => copy.way === way)) ??
    'refresh'
  );
}

function titleOf(
  steps: readonly Step[],
  { program, directory, bundledBy }: Project,
  blockers: readonly string[],
): string {
  const { name = '', to = '' } = steps.length === 1 ? (steps[0] ?? {}) : {};
  const what = name === '' ? plural(steps.length, 'module') : `${shortWord(name, 40)} to ${to}`;
  const bump = printable(`bump ${what}`);
  if (program !== undefined) return `${bump} and rebuild ${shortPath(program)}`;
  const where = directory === '/' ? '' : ` in ${shortPath(directory)}`;
  const bundled = bundledBy === undefined ? '' : `, bundled by ${shortWord(bundledBy, 24)}`;
  return withBlockers(`${bump}${where}${bundled}`, blockers);
}

/** The first that stands in the way, where there is room; the action tells all of them. */
function withBlockers(title: string, blockers: readonly string[]): string {
  if (blockers.length === 0) return title;
  const more = blockers.length === 1 ? '' : ` and ${blockers.length - 1} more`;
  const whole = `${title}, held back by ${blockers[0] ?? ''}${more}`;
  if (whole.length <= maxTitle) return whole;
  return `${title}, held back by ${plural(blockers.length, 'package')}`;
}

/** Go and tags of actions have a `v` before versions, advisories do not. */
function spelled({ ecosystem, version: from }: Component, version: string): string {
  const isTagged = ecosystem === 'golang' || (ecosystem === 'github' && from.startsWith('v'));
  return isTagged && /^\d/.test(version) ? `v${version}` : version;
}
