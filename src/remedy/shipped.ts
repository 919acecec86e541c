import { basename } from '#kit/path.ts';
import { plural } from '#kit/text.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import { renewCommands } from './bump-command.ts';
import type { ActionText, Candidate, Unit } from './candidate.ts';
import type { Carrier } from './carrier.ts';
import { packageManagerOf, upgradeCommands } from './os-command.ts';
import { isImage, unitOf } from './os-upgrade.ts';
import { fileOf } from './package-directories.ts';
import { shortWord } from './short-path.ts';
import type { Outcome } from './simulate.ts';

/**
 * What came ready-made with a package of another kind: one action per package, whatever it holds. That its newest release
 * holds fixed versions is not known, so that these come after what matching has shown, of equal worth.
 */
export function shippedActions(
  shipped: readonly (readonly [Carrier, Outcome])[],
  inventory: Inventory,
): readonly Candidate[] {
  const groups = Map.groupBy(shipped, ([{ key }]) => key);
  return [...groups].flatMap(([key, group]) => {
    const carrier = group[0]?.[0];
    const outcomes = furthest(group.map(([, outcome]) => outcome));
    return carrier === undefined ? [] : [candidateOf(key, carrier, outcomes, inventory)];
  });
}

/** A newer release brings the newest of everything: of several steps of a component only the last counts. */
export function furthest(outcomes: readonly Outcome[]): readonly Outcome[] {
  return [...new Map(outcomes.map((item) => [item.trial.component.id, item])).values()];
}

function candidateOf(
  key: string,
  carrier: Carrier,
  outcomes: readonly Outcome[],
  inventory: Inventory,
): Candidate {
  const files = new Map<Unit, string>();
  for (const outcome of outcomes)
    files.set(unitVia(outcome, carrier), fileOf(outcome.trial.component));
  return {
    kind: 'bump',
    key,
    effort: 2,
    isUnproven: true,
    units: [...files.keys()],
    describe: (units) =>
      textOf(carrier, [...new Set(units.flatMap((unit) => files.get(unit) ?? []))], inventory),
  };
}

function unitVia(outcome: Outcome, { component }: Carrier): Unit {
  const unit = unitOf(outcome);
  if (component === undefined) return unit;
  return { ...unit, changes: unit.changes.map((change) => ({ ...change, via: component.id })) };
}

function textOf(carrier: Carrier, files: readonly string[], inventory: Inventory): ActionText {
  const held = files.length === 1 ? basename(files[0] ?? '') : plural(files.length, 'file');
  return {
    title: `take a newer release of ${shortWord(carrier.name, 32)}: it brings ${shortWord(held, 24)} (fix not known offline)`,
    ...placed(carrier, files, inventory),
    blockers: [],
  };
}

function placed(
  { name, component, project }: Carrier,
  files: readonly string[],
  inventory: Inventory,
) {
  if (project !== undefined)
    return {
      commands: renewCommands(project, name),
      paths: project.paths.length > 0 ? project.paths : files.toSorted(),
    };
  if (component === undefined || !isOperatingSystemEcosystem(component.ecosystem))
    return { commands: [], paths: files.toSorted() };
  const manager = packageManagerOf(inventory, component.ecosystem);
  const inImage = isImage(inventory);
  const commands = manager === undefined ? [] : upgradeCommands(manager, [name], inImage);
  return inImage
    ? { commands: commands.map((command) => `RUN ${command}`), paths: ['Dockerfile'] }
    : { commands, paths: files.toSorted() };
}
