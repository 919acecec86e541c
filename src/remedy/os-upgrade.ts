import { plural, printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import type { BaseLayers } from './base-layers.ts';
import type { ActionText, Candidate, Unit } from './candidate.ts';
import { packageManagerOf, upgradeCommands } from './os-command.ts';
import { shortWord } from './short-path.ts';
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
  const names = new Map<Unit, string>();
  for (const outcome of group.outcomes) names.set(unitOf(outcome), outcome.trial.component.name);
  return {
    kind: 'os-upgrade',
    key,
    effort: comesWithBase(group.part, setting) ? 1 : 2,
    units: [...names.keys()],
    describe: (units) =>
      textOf(
        units.flatMap((unit) => names.get(unit) ?? []),
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

function textOf(packages: readonly string[], part: Part, setting: Setting): ActionText {
  const { inventory, base, manager } = setting;
  const system = inventory.os?.title ?? 'the operating system';
  const what = printable(`upgrade ${plural(new Set(packages).size, 'package')} of ${system}`);
  const inImage = isImage(inventory);
  const upgrade = manager === undefined ? [] : upgradeCommands(manager, packages, inImage);
  if (!inImage) return { title: what, commands: upgrade, paths: [], blockers: [] };
  const lines = upgrade.map((command) => `RUN ${command}`);
  if (!comesWithBase(part, setting))
    return { title: what, commands: lines, paths: ['Dockerfile'], blockers: [] };
  const fallback =
    lines.length === 0 ? [] : ['# only if the base image still lacks them:', ...lines];
  return {
    title: `rebuild on ${base.isKnown ? `the newest ${shortWord(base.name, 40)}` : 'a newer base image'}: ${what}`,
    commands: ['docker build --pull .', ...fallback],
    paths: ['Dockerfile'],
    blockers: [],
  };
}

/** An image without a package manager can only be built again on a base that has the new packages. */
function comesWithBase(part: Part, { inventory, manager }: Setting): boolean {
  if (!isImage(inventory)) return false;
  return part === 'base' || manager === undefined;
}

/** Whether the artifact is built, so that what is typed stands in a Dockerfile. */
export function isImage({ image, artifact }: Inventory): boolean {
  return image !== undefined || artifact.kind === 'image';
}
