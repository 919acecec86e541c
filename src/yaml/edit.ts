import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldChange, FieldPath } from '#model/kubernetes.ts';
import type { Edit } from '#model/source-range.ts';
import { removeEntry, removeItem } from './edit-remove.ts';
import { insertEntries, insertItem, replaceValue, SourceText, type Taken } from './edit-text.ts';
import type { YamlMap, YamlNode } from './node.ts';

/**
 * The edits of `source` that change the fields of a document in it; comments, order and style of the rest stay. `undefined` where
 * the change would touch more than it names: behind aliases and merge keys, or where a value is in the way.
 */
export function editsOf(
  root: YamlNode,
  source: Uint8Array,
  changes: readonly FieldChange[],
): readonly Edit[] | undefined {
  const work = new Changes(root, source);
  for (const change of changes) if (!work.add(change)) return undefined;
  return work.edits();
}

/** Where the path of a change ends in what is written. */
interface Reached {
  /** The deepest value that is there. */
  readonly node: YamlNode;
  /** The containers on the way, with the step taken in each. */
  readonly trail: readonly Taken[];
  readonly rest: FieldPath;
}
class Changes {
  readonly #root: YamlNode;
  readonly #text: SourceText;
  /** Fields that are added, by the map or empty value that gets them: one insertion for each. */
  readonly #added = new Map<YamlNode, { readonly trail: readonly Taken[]; value: JsonObject }>();
  readonly #edits: Edit[] = [];

  constructor(root: YamlNode, source: Uint8Array) {
    this.#root = root;
    this.#text = new SourceText(root, source);
  }

  /** Whether the change can be written. */
  add(change: FieldChange): boolean {
    const reached = reach(this.#root, change.path);
    if (reached === undefined) return false;
    return change.op === 'remove' ? this.#remove(reached) : this.#set(reached, change.value);
  }

  edits(): readonly Edit[] | undefined {
    for (const [node, { trail, value }] of this.#added) {
      const edit = insertEntries(this.#text, node, trail, value);
      if (edit === undefined) return undefined;
      this.#edits.push(edit);
    }
    const sorted = this.#edits.toSorted((a, b) => a.start - b.start);
    const overlap = sorted.some((edit, at) => edit.start < (sorted[at - 1]?.end ?? 0));
    return overlap ? undefined : sorted;
  }

  #remove({ trail, rest }: Reached): boolean {
    if (rest.length > 0) return true; // it is not there
    const edit = removal(this.#text, trail);
    if (edit === undefined) return false;
    this.#edits.push(edit);
    return true;
  }

  #set({ node, trail, rest }: Reached, value: Json): boolean {
    const [step, ...deeper] = rest;
    if (step === undefined) return this.#push(replaceValue(this.#text, node, trail, value));
    const isEmpty = node.kind === 'scalar' && node.value === null;
    if (node.kind === 'list') {
      if (step !== node.items.length) return false;
      return this.#push(insertItem(this.#text, node, valueIn(deeper, value)));
    }
    if (typeof step === 'number')
      return isEmpty && this.#push(replaceValue(this.#text, node, trail, valueIn(rest, value)));
    if (node.kind !== 'map' && !isEmpty) return false;
    const known = this.#added.get(node) ?? { trail, value: {} };
    this.#added.set(node, { trail, value: merged(known.value, rest, value) });
    return true;
  }

  #push(edit: Edit | undefined): boolean {
    if (edit === undefined) return false;
    this.#edits.push(edit);
    return true;
  }
}

/** Follows a path as far as it is written; `undefined` where an alias or a merge key stands in it. */
function reach(root: YamlNode, path: FieldPath): Reached | undefined {
  let node = root;
  const trail: Taken[] = [];
  for (const [at, step] of path.entries()) {
    if (node.kind === 'alias') return undefined;
    const next = stepInto(node, step);
    if (next === undefined) {
      const hides = node.kind === 'map' && hasMerge(node) && at < path.length - 1;
      return hides ? undefined : { node, trail, rest: path.slice(at) };
    }
    trail.push(next.taken);
    node = next.value;
  }
  return node.kind === 'alias' ? undefined : { node, trail, rest: [] };
}

function stepInto(
  node: YamlNode,
  step: string | number,
): { readonly taken: Taken; readonly value: YamlNode } | undefined {
  if (node.kind === 'list') {
    const value = typeof step === 'number' ? node.items[step] : undefined;
    return value && { taken: { container: node, step, entry: undefined }, value };
  }
  if (node.kind !== 'map') return undefined;
  const entry = node.entries.findLast(({ key }) => key.kind === 'scalar' && key.text === step);
  return entry && { taken: { container: node, step, entry }, value: entry.value };
}

function hasMerge({ entries }: YamlMap): boolean {
  return entries.some(({ key }) => key.kind === 'scalar' && key.text === '<<');
}

/** What would be left empty goes with its own entry; an item of a list stays, even if it is left empty. */
function removal(text: SourceText, trail: readonly Taken[]): Edit | undefined {
  let at = trail.length - 1;
  while (at > 0 && isLastIn(trail[at]) && trail[at - 1]?.container.kind === 'map') at -= 1;
  const taken = trail[at];
  if (taken === undefined) return undefined;
  const { container, step, entry } = taken;
  if (container.kind === 'list')
    return typeof step === 'number' ? removeItem(text, container, step) : undefined;
  return entry && removeEntry(text, container, entry);
}

function isLastIn(taken: Taken | undefined): boolean {
  if (taken === undefined) return false;
  const { container } = taken;
  return (container.kind === 'list' ? container.items : container.entries).length === 1;
}

/** `value` wrapped in what the path asks for. */
function valueIn(path: FieldPath, value: Json): Json {
  return path.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
}

function merged(into: JsonObject, path: FieldPath, value: Json): JsonObject {
  const [step, ...deeper] = path;
  if (typeof step !== 'string') return into;
  const old = Object.hasOwn(into, step) ? into[step] : undefined;
  const isMap = typeof old === 'object' && old !== null && !Array.isArray(old);
  if (!isMap || deeper.length === 0) return { ...into, [step]: valueIn(deeper, value) };
  return { ...into, [step]: merged(old as JsonObject, deeper, value) };
}
