import { isPlain, lex } from '../lexer.ts';
import type { MappedText } from '../mapped-text.ts';
import type { Dockerfile, Instruction, PairsInstruction, Stage } from '../tree.ts';

/** A stage with what it inherits. What stands before the first FROM, by mistake, counts as a stage too. */
export interface StageFact {
  readonly stage?: Stage;
  readonly instructions: readonly Instruction[];
  /** The stage that it is built from. */
  readonly parent?: StageFact;
  /** Base image with variables put in; absent for a stage as base. */
  readonly base?: Resolved;
  /** The last one: what a build gives. */
  readonly final: boolean;
  /** Whether another stage is built from it. */
  readonly inherited: boolean;
  readonly definitions: Definitions;
}

/** A text after expansion; `complete` when no variable is left open. */
export interface Resolved {
  readonly text: string;
  readonly complete: boolean;
}

interface Definition {
  /** Number of the instruction from which on it counts. */
  readonly at: number;
  readonly value: string | undefined;
  readonly kind: 'arg' | 'env';
}
type Definitions = ReadonlyMap<string, readonly Definition[]>;

/** Longest value of a variable that is remembered; longer ones count as not known. */
const maxValue = 4096;

/** Longest chain of stages, each built from the one before, that is followed. */
const maxChain = 64;

/** All stages in the order of the file; `target` is the number of the one that becomes the image. */
export function readStages(
  file: Dockerfile,
  target: number,
  given: ReadonlyMap<string, string> = new Map(),
): readonly StageFact[] {
  const globals = new Map<string, Definition[]>();
  for (const instruction of file.globals)
    if (instruction.kind === 'arg')
      define(globals, instruction, {
        expand: (text) => expandIn(file, text, (name) => valueAt(globals, name, instruction.index)),
        given,
      });
  const loose = file.globals.filter(({ kind }) => kind !== 'arg');
  const facts: StageFact[] = [];
  if (loose.length > 0) facts.push(looseStage(file, loose, file.stages.length === 0));
  const bases = new Set(file.stages.map(({ from }) => from.image?.text.toLowerCase() ?? ''));
  const byName = new Map<string, StageFact>();
  for (const stage of file.stages) {
    const fact = stageFact(file, stage, { globals, byName, bases, target, given });
    if (stage.name !== undefined) byName.set(stage.name, fact);
    facts.push(fact);
  }
  return facts;
}

/** A variable's value before an instruction of a stage; `undefined` when it is not known. */
export function variableAt(fact: StageFact, name: string, index: number): string | undefined {
  return definitionAt(fact, name, index)?.value;
}

/** Whether a stage or its parents declare a variable before an instruction. */
export function isDeclared(fact: StageFact, name: string, index: number): boolean {
  return definitionAt(fact, name, index) !== undefined;
}

function definitionAt(fact: StageFact, name: string, index: number): Definition | undefined {
  let before = index;
  for (const each of lineage(fact)) {
    const found = lastBefore(each.definitions, name, before);
    if (found !== undefined) return found;
    before = Infinity;
  }
  return undefined;
}

/** Names of all variables that a stage and its parents declare before an instruction. */
export function declaredNames(fact: StageFact, index: number): ReadonlySet<string> {
  const names = new Set<string>();
  let before = index;
  for (const { definitions } of lineage(fact)) {
    for (const [name, [first]] of definitions) if ((first?.at ?? 0) < before) names.add(name);
    before = Infinity;
  }
  return names;
}

/** A text of an instruction with the variables of its stage put in and quotes dropped. */
export function resolveText(
  file: Dockerfile,
  fact: StageFact,
  { text, index }: { readonly text: MappedText; readonly index: number },
): Resolved {
  return expandIn(file, text, (name) => variableAt(fact, name, index));
}

/** A stage and all that it is built from, nearest first. */
export function lineage(fact: StageFact): readonly StageFact[] {
  const chain: StageFact[] = [];
  for (
    let each: StageFact | undefined = fact;
    each !== undefined && chain.length < maxChain;
    each = each.parent
  )
    chain.push(each);
  return chain;
}

function looseStage(
  file: Dockerfile,
  instructions: readonly Instruction[],
  final: boolean,
): StageFact {
  const definitions = new Map<string, Definition[]>();
  for (const instruction of file.globals) defineAny(file, definitions, { instruction });
  return { instructions, final, inherited: false, definitions };
}

interface Earlier {
  readonly globals: Definitions;
  readonly byName: ReadonlyMap<string, StageFact>;
  readonly bases: ReadonlySet<string>;
  readonly target: number;
  readonly given: ReadonlyMap<string, string>;
}

function stageFact(file: Dockerfile, stage: Stage, earlier: Earlier): StageFact {
  const { from, instructions, name = '' } = stage;
  const { globals, byName, bases, target, given } = earlier;
  const parent = byName.get(from.image?.text.toLowerCase() ?? '');
  const definitions = new Map<string, Definition[]>();
  for (const instruction of instructions)
    defineAny(file, definitions, {
      instruction,
      globals,
      given,
      ...(parent !== undefined && { parent }),
    });
  const base = parent === undefined ? baseOf(file, stage, globals) : undefined;
  return {
    stage,
    instructions,
    final: stage.index === target,
    inherited: name !== '' && bases.has(name),
    definitions,
    ...(parent !== undefined && { parent }),
    ...(base !== undefined && { base }),
  };
}

function baseOf(file: Dockerfile, { from }: Stage, globals: Definitions): Resolved | undefined {
  if (from.image === undefined) return undefined;
  return expandIn(file, from.image, (variable) => valueAt(globals, variable, Infinity));
}

function defineAny(
  file: Dockerfile,
  definitions: Map<string, Definition[]>,
  {
    instruction,
    parent,
    globals,
    given,
  }: {
    readonly instruction: Instruction;
    readonly parent?: StageFact;
    readonly globals?: Definitions;
    readonly given?: ReadonlyMap<string, string>;
  },
): void {
  if (instruction.kind !== 'env' && instruction.kind !== 'arg') return;
  const { index, kind } = instruction;
  define(definitions, instruction, {
    expand: (text) =>
      expandIn(
        file,
        text,
        (name) =>
          valueAt(definitions, name, index) ??
          (parent === undefined ? undefined : variableAt(parent, name, Infinity)),
      ),
    ...(kind === 'arg' && given !== undefined && { given }),
    ...(kind === 'arg' &&
      globals !== undefined && { fallback: (name: string) => valueAt(globals, name, Infinity) }),
  });
}

interface Defining {
  readonly expand: (text: MappedText) => Resolved;
  /** The value of an ARG without a default. */
  readonly fallback?: (name: string) => string | undefined;
  /** What whoever builds gives to an ARG. */
  readonly given?: ReadonlyMap<string, string>;
}

function define(
  definitions: Map<string, Definition[]>,
  { pairs, index, kind }: PairsInstruction,
  defining: Defining,
): void {
  for (const { key, value } of pairs) {
    const known = definedValue(key.text, value, defining);
    const list = definitions.get(key.text) ?? [];
    const isHidden = kind === 'arg' && list.at(-1)?.kind === 'env';
    if (!isHidden)
      list.push({ at: index, value: fitting(known), kind: kind === 'env' ? 'env' : 'arg' });
    definitions.set(key.text, list);
  }
}

function definedValue(
  name: string,
  value: MappedText | undefined,
  { expand, fallback, given }: Defining,
): string | undefined {
  const outside = given?.get(name);
  if (outside !== undefined) return outside;
  return value === undefined ? fallback?.(name) : completeText(expand(value));
}

function completeText(resolved: Resolved | undefined): string | undefined {
  return resolved?.complete === true ? resolved.text : undefined;
}

function fitting(value: string | undefined): string | undefined {
  return value !== undefined && value.length <= maxValue ? value : undefined;
}

function lastBefore(definitions: Definitions, name: string, index: number): Definition | undefined {
  return definitions.get(name)?.findLast(({ at }) => at < index);
}

function valueAt(definitions: Definitions, name: string, index: number): string | undefined {
  return lastBefore(definitions, name, index)?.value;
}

function expandIn(
  { escape }: Dockerfile,
  text: MappedText,
  lookup: (name: string) => string | undefined,
): Resolved {
  if (isPlain(text.text, escape)) return { text: text.text, complete: true };
  const { value, unmatched, guarded, error } = lex(text, { escape, lookup, keepUnset: true });
  const open = unmatched.filter((name) => !guarded.includes(name));
  return { text: value.text, complete: open.length === 0 && error === undefined };
}
