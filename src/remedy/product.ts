import { plural } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { BaseLayers } from './base-layers.ts';
import type { ActionText, Candidate, Unit } from './candidate.ts';
import { rebaseOnOfficial } from './official-base.ts';
import { unitOf } from './os-upgrade.ts';
import { fileOf } from './package-directories.ts';
import { shortPath, shortWord } from './short-path.ts';
import type { Outcome } from './simulate.ts';
import { isMajor } from './target.ts';
import { isToolchain } from './toolchain.ts';

/** Whether a classifier recognised it by its files: no package manager knows of it. */
export function isProduct(component: Component): boolean {
  const { ecosystem, cpes = [], technique } = component;
  const isRecognised = cpes.length > 0 || technique === 'binary-analysis';
  return ecosystem === 'generic' && isRecognised && !isToolchain(component);
}

/** One action per product and step; where the base image is the product's own, another one of those. */
export function productUpdates(
  outcomes: readonly Outcome[],
  base: BaseLayers,
): readonly Candidate[] {
  const groups = Map.groupBy(outcomes, ({ trial: { component, to } }) =>
    ['product', component.name, component.version, to].join('\0'),
  );
  return [...groups].map(([key, group]) => candidateOf(key, group, base));
}

function candidateOf(key: string, outcomes: readonly Outcome[], base: BaseLayers): Candidate {
  const pairs = new Map<Unit, Component>();
  for (const outcome of outcomes) pairs.set(unitOf(outcome), outcome.trial.component);
  const components = [...pairs.values()];
  const to = outcomes[0]?.trial.to ?? '';
  const official = rebaseOnOfficial(components, to, base);
  const isLarge = components.some(({ version }) => isMajor(version, to));
  return {
    kind: official === undefined ? 'bump' : 'rebase',
    key,
    effort: effortOf(isLarge, official !== undefined),
    units: [...pairs.keys()],
    describe: (units) => {
      const done = units.flatMap((unit) => pairs.get(unit) ?? []);
      const what = titleOf(done, to);
      return official === undefined
        ? { ...plainText(done), title: `update ${what}` }
        : {
            title: `rebase on ${shortWord(official.name, 40)}: ${what}`,
            commands: [official.command],
            paths: ['Dockerfile'],
            blockers: [],
          };
    },
  };
}

function effortOf(isLarge: boolean, isRebase: boolean): number {
  if (isLarge) return 5;
  return isRebase ? 1 : 2;
}

/** `redis 7.0.1 to 7.0.15 (/usr/local/bin/redis-server)`. */
function titleOf(components: readonly Component[], to: string): string {
  const { name = '', version = '' } = components[0] ?? {};
  const places = placesOf(components);
  const where = places.length === 1 ? shortPath(places[0] ?? '') : plural(places.length, 'place');
  return `${shortWord(name, 32)} ${shortWord(version, 24)} to ${shortWord(to, 24)} (${where})`;
}

function plainText(components: readonly Component[]): Omit<ActionText, 'title'> {
  return { commands: [], paths: placesOf(components), blockers: [] };
}

function placesOf(components: readonly Component[]): readonly string[] {
  return [...new Set(components.map(fileOf))].sort();
}
