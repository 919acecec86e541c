import type { Leaf, Node } from './node.ts';
import { plainField } from './specialise.ts';
import type { Test } from './test.ts';

/** Opens by what they have in common: any of these beginnings of a name, names of files, or programs. */
export interface OpenChoice {
  readonly prefixes: readonly string[];
  readonly names: readonly string[];
  /** As the kernel has them: at most 15 bytes. */
  readonly programs: readonly string[];
}

const none: OpenChoice = { prefixes: [], names: [], programs: [] };
const kernelNameBytes = 15;

/**
 * What every open for which a condition holds has in common; `undefined` when it may hold for any. Each part of an `and` is necessary:
 * the one with the fewest entries counts.
 */
export function openChoice(node: Node, known: Known = new Map()): OpenChoice | undefined {
  if (known.has(node.id)) return known.get(node.id);
  const found = choiceOf(node, known);
  known.set(node.id, found);
  return found;
}
type Known = Map<number, OpenChoice | undefined>;

/** Everything that any of them chooses. */
export function unitedChoice(all: readonly OpenChoice[]): OpenChoice {
  return {
    prefixes: [...new Set(all.flatMap(({ prefixes }) => prefixes))],
    names: [...new Set(all.flatMap(({ names }) => names))],
    programs: [...new Set(all.flatMap(({ programs }) => programs))],
  };
}

function choiceOf(node: Node, known: Known): OpenChoice | undefined {
  switch (node.kind) {
    case 'constant':
      return node.value ? undefined : none;
    case 'not':
      return undefined;
    case 'leaf':
      return leafChoice(node);
    case 'or':
      return united(node.items.map((item) => openChoice(item, known)));
    default:
      return fewest(node.items, known);
  }
}

function united(all: readonly (OpenChoice | undefined)[]): OpenChoice | undefined {
  const known = all.filter((one) => one !== undefined);
  return known.length < all.length ? undefined : unitedChoice(known);
}

function fewest(items: readonly Node[], known: Known): OpenChoice | undefined {
  let best: OpenChoice | undefined;
  for (const item of items) {
    const own = openChoice(item, known);
    if (own === undefined || own.prefixes.some((prefix) => prefix.length <= 1)) continue;
    if (best === undefined || sizeOf(own) < sizeOf(best)) best = own;
  }
  return best;
}

function sizeOf({ prefixes, names, programs }: OpenChoice): number {
  return prefixes.length + names.length + programs.length;
}

function leafChoice(leaf: Leaf): OpenChoice | undefined {
  const field = plainField(leaf);
  if (field === undefined || leaf.test === undefined) return undefined;
  if (prefixFields.has(field)) return withKey('prefixes', beginnings(leaf.test));
  if (field === 'fd.filename') return withKey('names', exactTexts(leaf.test));
  if (field !== 'proc.name') return undefined;
  return withKey(
    'programs',
    exactTexts(leaf.test)?.map((name) => name.slice(0, kernelNameBytes)),
  );
}
/** The kernel compares the name as given, too. `fd.directory`: of a file within it, or of the directory itself. */
const prefixFields: ReadonlySet<string> = new Set(['fd.name', 'fd.directory', 'evt.arg.name']);

function withKey(
  key: keyof OpenChoice,
  texts: readonly string[] | undefined,
): OpenChoice | undefined {
  return texts === undefined ? undefined : { ...none, [key]: texts };
}

function exactTexts(test: Test): readonly string[] | undefined {
  if (test.kind === 'equal' && !test.negated) return [...test.values].map(String);
  return test.kind === 'count' ? ofEach(test.items, exactTexts) : undefined;
}

function beginnings(test: Test): readonly string[] | undefined {
  if (test.kind === 'text' && test.operator === 'startswith') return [test.value];
  if (test.kind === 'other') return test.prefixes;
  return test.kind === 'count' ? ofEach(test.items, beginnings) : exactTexts(test);
}

function ofEach(
  items: readonly Test[],
  texts: (item: Test) => readonly string[] | undefined,
): readonly string[] | undefined {
  const all = items.map(texts);
  return all.includes(undefined) ? undefined : all.flatMap((some) => some ?? []);
}
