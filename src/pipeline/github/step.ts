import type { YamlMap, YamlNode, YamlScalar } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { Dialect, Hole, Reference, Runner, Script, SourceString, Step } from '../model.ts';
import { rangeIn } from '../range.ts';
import { entryOf, mapOf, scalarOf, stringAt, stringOf, variablesOf } from '../yaml-access.ts';
import { dialectOf } from './dialect.ts';
import { evaluatedInputs } from './evaluated-inputs.ts';
import { expressionsIn } from './expression.ts';
import type { LoadContext } from './load-context.ts';
import { neverRuns } from './never-runs.ts';
import { trimmed, usesOf } from './reference.ts';

/** What a step inherits from its job and workflow. */
export interface StepSurroundings {
  readonly context: LoadContext;
  readonly runner?: Runner;
  readonly job?: SourceString;
  /** `defaults.run.shell` of the job, else of the workflow. */
  readonly defaultShell?: SourceString | undefined;
}

/** The steps of a job or a composite action, those of `parallel` blocks among them; without those that can never run. */
export function stepsOf(node: YamlNode | undefined, around: StepSurroundings): readonly Step[] {
  const maps = itemsOf(node).flatMap((item) => {
    around.context.spend();
    const parallel = entryOf(resolve(item), 'parallel');
    return parallel === undefined ? [item] : itemsOf(parallel.value);
  });
  const running = maps.flatMap((item) => {
    around.context.spend();
    const map = mapOf(item);
    return map === undefined || neverRuns(map) ? [] : [map];
  });
  return running.map((map, index) => stepOf(map, index, around));
}

function stepOf(node: YamlMap, index: number, around: StepSurroundings): Step {
  const uses = actionUsedBy(node, index, around);
  return {
    index,
    range: node.range,
    node,
    ...labelsOf(node),
    ...(uses !== undefined && { uses }),
    scripts: scriptsOf(node, uses?.source, around),
    inputs: variablesOf(entryOf(node, 'with')?.value),
    variables: variablesOf(entryOf(node, 'env')?.value),
    mayFail: scalarOf(entryOf(node, 'continue-on-error')?.value)?.text === 'true',
  };
}

function labelsOf(node: YamlMap): Pick<Step, 'id' | 'name' | 'condition'> {
  const id = stringAt(node, 'id');
  const name = stringAt(node, 'name');
  const condition = stringAt(node, 'if');
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(condition !== undefined && { condition }),
  };
}

function actionUsedBy(
  node: YamlMap,
  step: number,
  { context, job }: StepSurroundings,
): Reference | undefined {
  const text = trimmed(stringAt(node, 'uses'));
  if (text === undefined) return undefined;
  return usesOf(text, 'action', { comment: context.commentOn(text.range.endLine), job, step });
}

function scriptsOf(
  node: YamlNode,
  action: string | undefined,
  { runner, defaultShell }: StepSurroundings,
): readonly Script[] {
  const run = scalarOf(entryOf(node, 'run')?.value);
  const shell = stringAt(node, 'shell') ?? defaultShell;
  if (run !== undefined) return [scriptOf(run, dialectOf(shell, runner), shell)];
  if (action === undefined) return [];
  const inputs = entryOf(node, 'with')?.value;
  return evaluatedInputs(action).flatMap(({ name, dialect }) => {
    const scalar = scalarOf(entryOf(inputs, name)?.value);
    return scalar === undefined ? [] : [scriptOf(scalar, dialect)];
  });
}

/** A scalar as program text. */
function scriptOf(node: YamlScalar, dialect: Dialect, shell?: SourceString): Script {
  const holes: readonly Hole[] = expressionsIn(node).map(({ start, end, text }) => ({
    start,
    end,
    expression: text.trim(),
  }));
  return {
    text: node.text,
    dialect,
    ...(shell !== undefined && { shell }),
    range: node.range,
    node,
    holes,
    rangeOf: (start, end) => rangeIn(node, start, end),
  };
}

/** The `run.shell` of a `defaults` block. */
export function defaultShellOf(node: YamlNode | undefined): SourceString | undefined {
  const defaults = entryOf(node, 'defaults')?.value;
  return stringOf(entryOf(entryOf(defaults, 'run')?.value, 'shell')?.value);
}
