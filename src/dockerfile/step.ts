import { copyFactsOf, type StageNames } from './copy-facts.ts';
import { mountsOf } from './mount.ts';
import { type PortRange, parsePort } from './port.ts';
import type { BuildError, Expanded, ExpandedPair, RunOptions, Step } from './resolved.ts';
import {
  type Budget,
  type ExpandOptions,
  expandWord,
  expandWords,
  literal,
  type Scope,
  setVariable,
  type Variable,
} from './scope.ts';
import type { StageState } from './stage-state.ts';
import type { Flag, Instruction, Pair, PairsInstruction, RunInstruction } from './tree.ts';
import { wordOf } from './words.ts';

/** What steps of all stages share. */
export interface Evaluation {
  readonly escape: '\\' | '`';
  readonly budget: Budget;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Global and predefined arguments with the values that count. */
  readonly globals: ReadonlyMap<string, Variable>;
  readonly names: StageNames;
  readonly errors: BuildError[];
}

/** Where a step stands. */
export interface StepPlace {
  readonly stage: number;
  readonly inherited: boolean;
}

/** Puts values into an instruction; the state is the one before it and changes only by what ARG declares. */
export function evaluateStep(
  instruction: Instruction,
  state: StageState,
  evaluation: Evaluation,
  { stage, inherited }: StepPlace,
): Step {
  const { escape, budget } = evaluation;
  const options = { escape, budget };
  const { scope } = state;
  const words = wordsOf(instruction, scope, options);
  const copy =
    instruction.kind === 'copy' || instruction.kind === 'add'
      ? copyFactsOf(instruction, { scope, options, names: evaluation.names, stage })
      : undefined;
  const run = instruction.kind === 'run' ? runOptions(instruction, scope, options) : undefined;
  const step: Step = {
    instruction,
    stage,
    inherited,
    pairs: 'pairs' in instruction ? pairsOf(instruction, scope, evaluation) : none,
    words,
    ports: instruction.kind === 'expose' ? portsOf(words) : none,
    shell: state.shell,
    ...(copy !== undefined && { copy }),
    ...(run !== undefined && { run }),
    ...(state.workdir !== undefined && { workdir: state.workdir }),
    ...(state.user !== undefined && { user: state.user }),
  };
  return step;
}

const none: readonly never[] = [];

function wordsOf(
  instruction: Instruction,
  scope: Scope,
  options: ExpandOptions,
): readonly Expanded[] {
  switch (instruction.kind) {
    case 'user':
    case 'workdir':
    case 'stopsignal':
      return instruction.value === undefined
        ? none
        : [expandWord(instruction.value, scope, options)];
    case 'volume':
      return instruction.words.map((word) => expandWord(word, scope, options));
    case 'expose':
      return instruction.words.flatMap((word) => expandWords(word, scope, options));
    default:
      return none;
  }
}

function portsOf(words: readonly Expanded[]): readonly PortRange[] {
  return words.flatMap(({ text }) => {
    const parsed = parsePort(text);
    return 'port' in parsed ? [parsed.port] : [];
  });
}

/** Values are those before the instruction, but an ARG sees those declared earlier in the same line. */
function pairsOf(
  instruction: PairsInstruction,
  scope: Scope,
  evaluation: Evaluation,
): readonly ExpandedPair[] {
  if (instruction.kind !== 'arg')
    return instruction.pairs.map((pair) => expandPair(pair, scope, evaluation));
  return instruction.pairs.map((pair) => declareArg(pair, scope, evaluation));
}

function expandPair(
  { key, value, legacy, span }: Pair,
  scope: Scope,
  options: Evaluation,
): ExpandedPair {
  const name = expandWord(key, scope, options);
  if (value === undefined) return { key: name, legacy, span };
  const expanded = expandWord(value, scope, options);
  return { key: name, value: expanded, text: expanded.text, legacy, span };
}

/** An ARG takes what the user gives, else its default, else the global of its name. */
function declareArg(
  { key, value, span }: Pair,
  scope: Scope,
  evaluation: Evaluation,
): ExpandedPair {
  const name = key.text;
  const given = evaluation.buildArgs.get(name);
  const isUsed = value !== undefined && given === undefined;
  const written = isUsed ? expandWord(value, scope, evaluation) : literalOf(value);
  const variable = argValue({ given, written, global: evaluation.globals.get(name) });
  scope.args.add(name);
  if (variable !== undefined) setVariable(scope, name, variable);
  return {
    key: {
      text: name,
      segments: key.segments,
      word: key,
      known: true,
      variables: none,
      unset: none,
    },
    legacy: false,
    span,
    ...(written !== undefined && { value: written }),
    ...(variable !== undefined && { text: variable.text }),
  };
}

/** A default that a given value makes unused is not expanded. */
function literalOf(value: Pair['value']): Expanded | undefined {
  return value === undefined ? undefined : literal(value);
}

/** The value of an ARG: given by the user, its default, or the global of its name. */
function argValue({
  given,
  written,
  global,
}: {
  readonly given: string | undefined;
  readonly written: Expanded | undefined;
  readonly global: Variable | undefined;
}): Variable | undefined {
  if (given !== undefined) return { text: given, known: true };
  if (written !== undefined) return { text: written.text, known: written.known };
  return global;
}

function runOptions({ flags }: RunInstruction, scope: Scope, options: ExpandOptions): RunOptions {
  if (flags.length === 0) return plainRun;
  return {
    mounts: mountsOf({ flags }, (value) => expandWord(wordOf(value), scope, options)),
    network: textsOf(flags, 'network')[0] ?? 'default',
    security: textsOf(flags, 'security')[0] ?? 'sandbox',
    devices: textsOf(flags, 'device'),
  };
}

function textsOf(flags: readonly Flag[], name: string): readonly string[] {
  return flags.filter((flag) => flag.name === name).map(({ value }) => value?.text ?? '');
}

const plainRun: RunOptions = { mounts: [], network: 'default', security: 'sandbox', devices: [] };
