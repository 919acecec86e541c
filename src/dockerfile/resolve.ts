import { stepErrors } from './build-error.ts';
import { type StageNames, sourceStages } from './copy-facts.ts';
import { reachableFrom } from './graph.ts';
import { parseDockerfile } from './parse.ts';
import { predefinedArgs } from './predefined.ts';
import type {
  Base,
  BuildError,
  BuildInputs,
  Expanded,
  ResolvedDockerfile,
  ResolvedStage,
  Step,
} from './resolved.ts';
import { expandWord, newBudget, type Scope } from './scope.ts';
import { settle } from './settle.ts';
import { firstState, inheritState, type StageState } from './stage-state.ts';
import { type Evaluation, evaluateStep } from './step.ts';
import type { Dockerfile, Instruction, Stage, Word } from './tree.ts';
import { wordOf } from './words.ts';

/** Stages that take over what the stage below them has; more of them is no Dockerfile for people. */
const maxStages = 2000;
/** Stages below a stage that it names. */
const maxChain = 256;

interface Resolution {
  readonly file: Dockerfile;
  readonly inputs: BuildInputs;
  readonly evaluation: Evaluation;
  /** Global arguments, as FROM sees them. */
  readonly globals: Scope;
  /** Stages by name, as FROM sees them: those before it. */
  readonly earlier: Map<string, number>;
  readonly states: StageState[];
  readonly stages: Omit<ResolvedStage, 'isTarget' | 'isReachable'>[];
}

/** Puts values into a file: arguments, environments, inheritance, the graph of its stages. Never throws. */
export function resolveDockerfile(file: Dockerfile, inputs: BuildInputs = {}): ResolvedDockerfile {
  const budget = newBudget();
  const errors: BuildError[] = [];
  const globals = globalScope(file, inputs);
  const evaluation: Evaluation = {
    escape: file.escape,
    budget,
    buildArgs: inputs.buildArgs ?? new Map(),
    globals: globals.values,
    names: namesOf(file, inputs),
    errors,
  };
  const globalSteps = evaluateGlobals(file, globals, evaluation);
  const resolution: Resolution = {
    file,
    inputs,
    evaluation,
    globals,
    earlier: new Map(),
    states: [],
    stages: [],
  };
  for (const stage of file.stages.slice(0, maxStages)) resolveStage(resolution, stage);
  const stages = marked(resolution);
  const target = stages.find(({ isTarget }) => isTarget);
  return {
    stages,
    globals: globalSteps,
    errors,
    comments: file.comments,
    cut: budget.cut || file.stages.length > maxStages,
    ...(target !== undefined && { target }),
  };
}

function namesOf({ stages }: Dockerfile, { contexts }: BuildInputs): StageNames {
  const byName = new Map<string, number>();
  for (const { name, index } of stages) if (name !== undefined) byName.set(name, index);
  const lower = [...(contexts ?? [])].map((name) => name.toLowerCase());
  return { byName, count: stages.length, contexts: new Set(lower) };
}

function globalScope({ stages }: Dockerfile, inputs: BuildInputs): Scope {
  const values = predefinedArgs(inputs, stages.at(-1)?.name);
  return { values, shared: false, args: new Set(), complete: true };
}

function evaluateGlobals(file: Dockerfile, scope: Scope, evaluation: Evaluation): Step[] {
  const state = { ...firstState(), scope };
  const steps: Step[] = [];
  for (const instruction of file.globals) {
    if (instruction.kind !== 'arg') continue;
    // A global takes nothing from globals of the same name.
    const own = { ...evaluation, globals: new Map<string, never>() };
    const step = evaluateStep(instruction, state, own, { stage: -1, inherited: false });
    steps.push(step);
    evaluation.errors.push(...stepErrors(step, evaluation).map((error) => inHead(error)));
  }
  return steps;
}

function inHead({ message, span, instruction }: BuildError): BuildError {
  return { message, span, phase: 'head', ...(instruction !== undefined && { instruction }) };
}

function resolveStage(resolution: Resolution, stage: Stage): void {
  const { evaluation, states, stages, earlier } = resolution;
  const { from, index, name } = stage;
  const image = expandGlobal(from.image ?? wordOf(from.body, 0, 0), resolution);
  const base = baseOf(image, resolution);
  const lower = base.kind === 'stage' ? stages[base.index] : undefined;
  const below = states[lower?.index ?? -1];
  const state = below === undefined ? startOf(base) : inheritState(below);
  const steps = runSteps(resolution, stage, { state, base, below });
  stages.push({
    stage,
    index,
    label: name ?? `stage ${index + 1}`,
    base,
    image,
    ...originOf(base, lower),
    steps,
    needs: needsOf(base, steps, evaluation),
    ...finalOf(state),
    ...platformOf(stage, resolution),
  });
  states.push(state);
  if (name !== undefined) earlier.set(name, index);
}

/** The stages below, nearest first, and what the lowest stands on. */
function originOf(
  base: Base,
  lower: Pick<ResolvedStage, 'index' | 'chain' | 'root'> | undefined,
): Pick<ResolvedStage, 'chain' | 'root'> {
  if (lower === undefined) return { chain: [], root: base };
  return { chain: [lower.index, ...lower.chain].slice(0, maxChain), root: lower.root };
}

function platformOf(
  { from: { platform } }: Stage,
  resolution: Resolution,
): Pick<ResolvedStage, 'platform'> {
  return platform === undefined ? {} : { platform: expandGlobal(wordOf(platform), resolution) };
}

function expandGlobal(
  word: Word,
  { globals, evaluation: { escape, budget } }: Resolution,
): Expanded {
  return expandWord(word, globals, { escape, budget });
}

/** A stage before it, by its exact name; `scratch`; another build context; else an image. */
function baseOf(image: Expanded, { earlier, evaluation, inputs }: Resolution): Base {
  const index = earlier.get(image.text);
  if (index !== undefined) return { kind: 'stage', index };
  if (image.text === 'scratch') return { kind: 'scratch' };
  if (evaluation.names.contexts.has(image.text.toLowerCase()))
    return { kind: 'context', name: image.text };
  const facts = image.known ? inputs.baseFacts?.(image.text) : undefined;
  return { kind: 'image', image, ...(facts !== undefined && { facts }) };
}

function startOf(base: Base): StageState {
  if (base.kind === 'scratch') return firstState(undefined, true);
  if (base.kind === 'image' && base.facts !== undefined) return firstState(base.facts, true);
  return firstState();
}

function runSteps(
  { evaluation }: Resolution,
  stage: Stage,
  {
    state,
    base,
    below,
  }: { readonly state: StageState; readonly base: Base; readonly below: StageState | undefined },
): readonly Step[] {
  const steps: Step[] = [];
  const facts = base.kind === 'image' ? base.facts : undefined;
  for (const trigger of facts?.onbuild ?? [])
    for (const instruction of triggerOf(trigger)) take(instruction, true);
  for (const trigger of below?.triggers ?? []) take(trigger, true);
  for (const instruction of stage.instructions) take(instruction, false);
  return steps;

  function take(instruction: Instruction, inherited: boolean): void {
    const step = evaluateStep(instruction, state, evaluation, { stage: stage.index, inherited });
    steps.push(step);
    settle(state, step);
    evaluation.errors.push(...stepErrors(step, evaluation));
  }
}

/** An ONBUILD of a base image, as its configuration keeps it. */
function triggerOf(text: string): readonly Instruction[] {
  return parseDockerfile(Buffer.from(text.slice(0, 65_536))).instructions.slice(0, 1);
}

/** Numbers of the stages that a stage needs. */
function needsOf(base: Base, steps: readonly Step[], { names }: Evaluation): readonly number[] {
  const needs = new Set<number>(base.kind === 'stage' ? [base.index] : []);
  for (const step of steps) for (const stage of sourceStages(step, names)) needs.add(stage);
  return [...needs];
}

function finalOf(
  state: StageState,
): Pick<
  ResolvedStage,
  | 'env'
  | 'labels'
  | 'user'
  | 'workdir'
  | 'shell'
  | 'command'
  | 'entrypoint'
  | 'healthcheck'
  | 'exposed'
  | 'volumes'
  | 'stopSignal'
  | 'triggers'
> {
  const { env, labels, shell, exposed, volumes, triggers } = state;
  return {
    env,
    labels,
    shell,
    exposed,
    volumes,
    triggers,
    ...settled('user', state.user),
    ...settled('workdir', state.workdir),
    ...settled('command', state.command),
    ...settled('entrypoint', state.entrypoint),
    ...settled('healthcheck', state.healthcheck),
    ...settled('stopSignal', state.stopSignal),
  };
}

/** A field that is left out where it is not set. */
function settled<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  const field: Partial<Record<Key, Value>> = {};
  if (value !== undefined) field[key] = value;
  return field;
}

/** Stages with the marks of the target and of what it needs. */
function marked({ stages, inputs }: Resolution): readonly ResolvedStage[] {
  const target = targetOf(stages, inputs.target);
  const reachable = reachableFrom(stages, target);
  return stages.map((stage) => ({
    ...stage,
    isTarget: stage.index === target,
    isReachable: reachable.has(stage.index),
  }));
}

/** Number of the stage to build: by name, by number, else the last. */
function targetOf(stages: Resolution['stages'], wanted: string | undefined): number {
  const last = stages.length - 1;
  if (wanted === undefined || wanted === '') return last;
  const named = stages.findLast(({ stage }) => stage.name === wanted.toLowerCase());
  if (named !== undefined) return named.index;
  return /^\d{1,6}$/.test(wanted) && Number(wanted) <= last ? Number(wanted) : last;
}
