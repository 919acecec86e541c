import type { ReviewedTree } from '#contract/analyzer.ts';
import type { Location } from '#model/location.ts';
import type { FactObservation } from '#model/observation.ts';
import { gather } from './gather.ts';
import type { ServiceRecord } from './record.ts';
import { argumentsOf, gatherWords, wordsOf } from './words.ts';

/** Where a value comes from, weakest first. */
type Origin = 'file' | 'variable' | 'command line';

export interface Given {
  readonly value: string;
  readonly origin: Origin;
  readonly place: Location;
}

/** A service as a tree holds it: whether it is there, whether it is started, and what is set. */
export interface ServiceState {
  readonly record: ServiceRecord;
  /** What shows that it is there; absent when only its settings are. */
  readonly present?: Location;
  readonly started: boolean;
  readonly given: ReadonlyMap<string, Given>;
}

/** The state of a service; `undefined` when nothing in the tree speaks of it. */
export function stateOf(record: ServiceRecord, tree: ReviewedTree): ServiceState | undefined {
  const facts = factsOf(tree, `service/${record.id}`);
  const commands = factsOf(tree, `command/${record.id}`);
  const words = startWords(tree);
  const own = argumentsOf(record, words);
  const present = placeOf(record, tree);
  const started = isStarted({ record, tree, words, commands }, own !== undefined);
  const given = new Map<string, Given>();
  for (const fact of [...facts, ...commands]) addFact(given, record, fact);
  addVariables(given, record, tree);
  if (started) addArguments(given, record, own ?? words);
  if (!started && present === undefined && facts.length + given.size === 0) return undefined;
  return { record, started, given, ...(present !== undefined && { present }) };
}

function startWords({ image }: ReviewedTree): readonly string[] {
  return image === undefined ? [] : wordsOf([...image.entrypoint, ...image.command]);
}

function factsOf(tree: ReviewedTree, wanted: string): readonly FactObservation[] {
  return tree.facts.filter(({ topic }) => topic === wanted);
}

interface Signs {
  readonly record: ServiceRecord;
  readonly tree: ReviewedTree;
  readonly words: readonly string[];
  readonly commands: readonly FactObservation[];
}

function isStarted({ record, tree, words, commands }: Signs, isNamed: boolean): boolean {
  return isNamed || commands.some((fact) => isRun(fact, words)) || hasOwnVariable(record, tree);
}

/** A command from a script counts as run when the image starts the script, or an init system that reads the file. */
function isRun({ location }: FactObservation, words: readonly string[]): boolean {
  const isUnit = /\/systemd\/|supervisor|\/s6|\/service|\/runit/.test(location.path);
  const inits = /(?:^|\/)(?:supervisord|init|systemd|s6-svscan|runsvdir|runit|my_init)$/;
  if (isUnit) return words.some((word) => inits.test(word));
  return words.some(
    (word) => word === location.path || location.path.endsWith(`/${word.replace(/^\.?\//, '')}`),
  );
}

function hasOwnVariable({ start }: ServiceRecord, { image }: ReviewedTree): boolean {
  return start.env.some(
    (name) => image?.env.some((entry) => entry.startsWith(`${name}=`)) === true,
  );
}

function placeOf({ detect }: ServiceRecord, tree: ReviewedTree): Location | undefined {
  const path = detect.paths.find((candidate) => tree.has(candidate));
  if (path !== undefined) return { path };
  const component = tree.components.find(({ name }) =>
    detect.packages.includes(name.toLowerCase()),
  );
  if (component !== undefined) return component.locations[0];
  const named = tree.image?.names.some((name) => detect.images.includes(imageName(name))) === true;
  return named ? { path: 'config.Entrypoint' } : undefined;
}

/** The last segment of an image name without tag and digest. */
function imageName(name: string): string {
  return (name.split('@')[0] ?? '').split('/').at(-1)?.split(':')[0] ?? '';
}

function addFact(given: Map<string, Given>, record: ServiceRecord, fact: FactObservation): void {
  const values = new Map(Object.entries(fact.values));
  for (const { name, isList } of record.settings) {
    const value = values.get(name);
    if (value === undefined) continue;
    const before = given.get(name);
    const line = Number(values.get(`line:${name}`) ?? 0);
    const place = { ...fact.location, ...(line > 0 && { line }) };
    // The weaker of two secrets in two files is the one that matters.
    if (before !== undefined && before.value === '(guessable)') continue;
    const joined = isList && before !== undefined ? `${before.value}\n${value}` : value;
    given.set(name, { value: joined, origin: 'file', place });
  }
}

function addVariables(
  given: Map<string, Given>,
  record: ServiceRecord,
  { image }: ReviewedTree,
): void {
  for (const setting of record.settings) {
    for (const [index, entry] of (image?.env ?? []).entries()) {
      const at = entry.indexOf('=');
      if (at === -1 || !setting.env.includes(entry.slice(0, at))) continue;
      const gathered = gather(record, setting, [{ value: entry.slice(at + 1) }]);
      if (gathered === undefined) continue;
      const place = { path: `config.Env[${index}]` };
      given.set(setting.name, { value: gathered.value, origin: 'variable', place });
    }
  }
}

function addArguments(
  given: Map<string, Given>,
  record: ServiceRecord,
  words: readonly string[],
): void {
  for (const [name, { value }] of gatherWords(record, words))
    given.set(name, { value, origin: 'command line', place: { path: 'config.Cmd' } });
}
