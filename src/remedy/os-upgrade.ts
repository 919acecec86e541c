import { plural, printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import type { BaseLayers } from './base-layers.ts';
import type { ActionText, Candidate, Unit } from './candidate.ts';
import { packageManagerOf, upgradeCommands, type Wanted } from './os-command.ts';
import type { Outcome } from './simulate.ts';

/** Where packages stand decides who can renew them. */
type Part = 'base' | 'application' | 'whole';

/**
 * Upgrades of OS packages: one action per kind of package, and where the base image is known one for its packages and one
 * for the others, because a new build on a renewed base image brings the former without any command.
 */
export function osUpgrades(
  outcomes: readonly Outcome[],
  inventory: Inventory,
  base: BaseLayers,
): readonly Candidate[] {
  const groups = new Map<string, { ecosystem: string; part: Part; outcomes: Outcome[] }>();
  for (const outcome of outcomes) {
    const { component } = outcome.trial;
    if (!isOperatingSystemEcosystem(component.ecosystem)) continue;
    const part = partOf(component, base);
    const key = `${component.ecosystem} ${part}`;
    const group = groups.get(key) ?? { ecosystem: component.ecosystem, part, outcomes: [] };
    groups.set(key, group);
    group.outcomes.push(outcome);
  }
  return [...groups].map(([key, group]) =>
    candidateOf(key, group, {
      inventory,
      base,
      manager: packageManagerOf(inventory, group.ecosystem),
    }),
  );
}

interface Setting {
  readonly inventory: Inventory;
  readonly base: BaseLayers;
  readonly manager: string | undefined;
}

function partOf(component: Component, base: BaseLayers): Part {
  if (!base.isKnown) return 'whole';
  return base.has(component) ? 'base' : 'application';
}

function candidateOf(
  key: string,
  group: { readonly part: Part; readonly outcomes: readonly Outcome[] },
  setting: Setting,
): Candidate {
  const wanted = new Map<Unit, Wanted>();
  for (const outcome of group.outcomes) wanted.set(unitOf(outcome), wantedOf(outcome));
  return {
    kind: 'os-upgrade',
    key,
    effort: comesWithBase(group.part, setting) ? 1 : 2,
    units: [...wanted.keys()],
    describe: (units) =>
      textOf(
        units.flatMap((unit) => wanted.get(unit) ?? []),
        group.part,
        setting,
      ),
  };
}

/** The change of one component as one unit of an action. */
export function unitOf({ trial, removes, introduces }: Outcome): Unit {
  const { id: component, name, version: from } = trial.component;
  return { changes: [{ component, name, from, to: trial.to }], removes, introduces };
}

/** A fix names a version of the source package; the package built from it may count differently, then the newest is asked for. */
function wantedOf({ trial: { component, to } }: Outcome): Wanted {
  const { name, version, source } = component;
  const isOwn = source === undefined || source.version === '' || source.version === version;
  return isOwn || component.ecosystem === 'rpm' ? { name, version: to } : { name };
}

function textOf(wanted: readonly Wanted[], part: Part, setting: Setting): ActionText {
  const { inventory, base, manager } = setting;
  const names = new Set(wanted.map(({ name }) => name));
  const system = inventory.os?.title ?? 'the operating system';
  const what = printable(`upgrade ${plural(names.size, 'package')} of ${system}`);
  const upgrade = manager === undefined ? [] : upgradeCommands(manager, wanted);
  if (!isImage(inventory)) return { title: what, commands: upgrade, paths: [], blockers: [] };
  const lines = upgrade.map((command) => `RUN ${command}`);
  if (!comesWithBase(part, setting))
    return { title: what, commands: lines, paths: ['Dockerfile'], blockers: [] };
  const fallback =
    lines.length === 0 ? [] : ['# only if the base image still lacks them:', ...lines];
  return {
    title: `rebuild on the newest ${base.name}: ${what}`,
    commands: ['docker build --pull .', ...fallback],
    paths: ['Dockerfile'],
    blockers: [],
  };
}

/** An image without a package manager can only be built again on a base that has the new packages. */
function comesWithBase(part: Part, { inventory, manager }: Setting): boolean {
  if (!isImage(inventory)) return false;
  return part === 'base' || (part === 'whole' && manager === undefined);
}

function isImage({ image, artifact }: Inventory): boolean {
  return image !== undefined || artifact.kind === 'image';
}
