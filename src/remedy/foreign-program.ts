import { basename } from '#kit/path.ts';
import { plural } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import { buildSteps } from './build-step.ts';
import type { Candidate, Unit } from './candidate.ts';
import { unitOf } from './os-upgrade.ts';
import type { Program } from './program.ts';
import { furthest } from './shipped.ts';
import { shortPath, shortWord } from './short-path.ts';
import type { Outcome } from './simulate.ts';
import { isToolchain } from './toolchain.ts';

/** In characters: longer titles are said more shortly. */
const maxTitle = 100;

/**
 * Programs that somebody else released: one action each, because a newer release renews the toolchain and all modules at
 * once. Nothing is typed: where it came from is not known.
 */
export function foreignPrograms(
  built: readonly (readonly [Program, Outcome])[],
  inventory: Inventory,
): readonly Candidate[] {
  const stepOf = buildSteps(inventory);
  const groups = Map.groupBy(built, ([{ path }]) => path);
  return [...groups].flatMap(([path, group]) => {
    const program = group[0]?.[0];
    const outcomes = furthest(group.map(([, outcome]) => outcome));
    return program === undefined ? [] : [candidateOf(path, program, outcomes, stepOf)];
  });
}

function candidateOf(
  path: string,
  program: Program,
  outcomes: readonly Outcome[],
  stepOf: (component: Component) => string | undefined,
): Candidate {
  const steps = new Set(outcomes.flatMap(({ trial }) => stepOf(trial.component) ?? []));
  const pairs = new Map<Unit, Outcome>(outcomes.map((outcome) => [unitOf(outcome), outcome]));
  const hasToolchain = outcomes.some(({ trial }) => isToolchain(trial.component));
  return {
    kind: hasToolchain ? 'toolchain' : 'bump',
    key: `program\0${path}`,
    effort: 2,
    units: [...pairs.keys()],
    describe: (units) => ({
      title: titleOf(
        program,
        units.flatMap((unit) => pairs.get(unit) ?? []),
      ),
      commands: [],
      paths: [path, ...steps],
      blockers: [],
    }),
  };
}

function titleOf({ path, name }: Program, outcomes: readonly Outcome[]): string {
  const title = titlesOf(path, name ?? 'it', outcomes).find(
    (text, index, all) => text.length <= maxTitle || index === all.length - 1,
  );
  return title ?? '';
}

/** The same said at length and more shortly. */
function titlesOf(path: string, name: string, outcomes: readonly Outcome[]): readonly string[] {
  const [file, release] = [shortPath(path), shortWord(name, 40)];
  const short = shortWord(basename(name), 24);
  const parts = partsOf(outcomes);
  const base = shortWord(basename(path), 36);
  return [
    `rebuild ${file} with ${parts}, or take a newer release of ${release}`,
    `rebuild ${file} with ${parts}, or take a newer release of ${short}`,
    `rebuild ${base} with ${parts}, or take a newer release of ${short}`,
    `rebuild ${base} with ${parts}, or take a newer release`,
    `take a newer release of ${base}, or rebuild it`,
  ];
}

/** `Go ≥ 1.25.4 and 3 newer modules`. */
function partsOf(outcomes: readonly Outcome[]): string {
  const go = outcomes.find(({ trial }) => isToolchain(trial.component));
  const others = outcomes.filter(({ trial }) => !isToolchain(trial.component));
  const first = others[0]?.trial;
  const parts = go === undefined ? [] : [`Go ≥ ${go.trial.to.replace(/^(?:go|v)/, '')}`];
  if (first === undefined) return parts.join('');
  const kind = first.component.ecosystem === 'cargo' ? 'crate' : 'module';
  if (others.length > 1 || go !== undefined)
    return [...parts, plural(others.length, `newer ${kind}`)].join(' and ');
  return `${shortWord(first.component.name, 40)} ≥ ${shortWord(first.to, 16)}`;
}
