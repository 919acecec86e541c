import { plural, printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { BaseLayers } from './base-layers.ts';
import type { ActionText, Candidate } from './candidate.ts';
import { rebaseOnOfficial } from './official-base.ts';
import { unitOf } from './os-upgrade.ts';
import { shellWord } from './shell.ts';
import { shortPath, shortWord } from './short-path.ts';
import type { Outcome } from './simulate.ts';
import { isMajor } from './target.ts';

/** What stands in a title for a runtime or standard library, by the names that catalogues use. */
const runtimes: ReadonlyMap<string, string> = new Map([
  ['stdlib', 'Go'],
  ['go', 'Go'],
  ['node', 'Node.js'],
  ['python', 'Python'],
  ['openjdk', 'OpenJDK'],
  ['jdk', 'the JDK'],
  ['jre', 'the JRE'],
  ['java', 'Java'],
  ['dotnet', '.NET'],
  ['dotnet-runtime', '.NET'],
  ['php', 'PHP'],
  ['ruby', 'Ruby'],
  ['perl', 'Perl'],
  ['erlang', 'Erlang'],
  ['rust', 'Rust'],
  ['deno', 'Deno'],
  ['bun', 'Bun'],
]);

/** Shared frameworks of .NET; the name goes on with the platform. */
const frameworks = [
  ['microsoft.netcore.app', '.NET'],
  ['microsoft.aspnetcore.app', 'ASP.NET Core'],
  ['microsoft.windowsdesktop.app', '.NET Desktop'],
] as const;

/** Ecosystems in which those names are runtimes and not libraries that happen to be called so. */
const ecosystems = new Set(['generic', 'bitnami', 'conda']);

/** Whether a component comes with a compiler or a runtime, so that a rebuild with a newer one renews it. */
export function isToolchain(component: Component): boolean {
  return titleFor(component) !== undefined;
}

/** One action per runtime and version: everything that is built with it is built again. */
export function toolchains(outcomes: readonly Outcome[], base: BaseLayers): readonly Candidate[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const title = titleFor(outcome.trial.component);
    if (title === undefined) continue;
    const key = `${title}\0${outcome.trial.to}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(outcome);
  }
  return [...groups].map(([key, group]) => candidateOf(key, group, base));
}

function candidateOf(key: string, outcomes: readonly Outcome[], base: BaseLayers): Candidate {
  const pairs = new Map(outcomes.map((outcome) => [unitOf(outcome), outcome]));
  const isLarge = outcomes.some(({ trial: { component, to } }) =>
    isMajor(component.version, to, component.ecosystem),
  );
  const official = rebaseOnOfficial(
    outcomes.map(({ trial }) => trial.component),
    outcomes[0]?.trial.to ?? '',
    base,
  );
  return {
    kind: official === undefined ? 'toolchain' : 'rebase',
    key,
    effort: isLarge ? 5 : 2,
    units: [...pairs.keys()],
    describe: (units) => {
      const text = textOf(units.flatMap((unit) => pairs.get(unit) ?? []));
      if (official === undefined) return text;
      const title = `rebase on ${shortWord(official.name, 32)}: ${text.title}`;
      return { ...text, title, commands: [official.command], paths: ['Dockerfile'] };
    },
  };
}

function textOf(outcomes: readonly Outcome[]): ActionText {
  const first = outcomes[0]?.trial;
  const name = first === undefined ? '' : titleFor(first.component);
  const places = new Set(outcomes.map(({ trial }) => placeOf(trial.component)));
  const isGo = name === 'Go';
  const what = isGo ? 'rebuild with' : 'move to';
  const where = places.size === 1 ? shortPath([...places].join('')) : plural(places.size, 'place');
  return {
    title: printable(`${what} ${name} ${first?.to ?? ''} or newer: ${where}`),
    commands: first === undefined || !isGo ? [] : goCommands(first.to),
    paths: [...places].sort(),
    blockers: [],
  };
}

/** The toolchain line makes every build of the module use at least that Go (Go toolchains, section "toolchain lines"). */
function goCommands(version: string): readonly string[] {
  const plain = version.replace(/^(?:go|v)/, '');
  return [`go get ${shellWord(`toolchain@go${plain}`)}`, 'go build ./...'];
}

function placeOf({ locations }: Component): string {
  return locations[0].path.split('!', 1)[0] ?? '';
}

function titleFor({ ecosystem, name }: Component): string | undefined {
  const lower = name.toLowerCase();
  if (ecosystem === 'golang') return name === 'stdlib' || name === 'toolchain' ? 'Go' : undefined;
  if (ecosystem === 'nuget') return frameworks.find(([start]) => lower.startsWith(start))?.[1];
  return ecosystems.has(ecosystem) ? runtimes.get(lower) : undefined;
}
