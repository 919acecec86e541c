import { isCaissonError } from '#kit/error.ts';
import type { Fix } from '#model/source-range.ts';
import type { ShellScript } from '#shell/script.ts';
import type { Flow, Job, Script, Sink, Step } from '../model.ts';
import type { SourceText } from '../source-text.ts';
import { scalarOf } from '../yaml-access.ts';
import { envFix, type HoleToFill } from './env-fix.ts';
import { type Expression, expressionsIn, rangeOfNode } from './expression.ts';
import type { Influence } from './influence.ts';
import type { Taint } from './taint.ts';
import { valueNodes } from './value-node.ts';
import type { WrittenPipeline } from './workflow.ts';

/** What is needed to follow values into scripts. */
export interface FlowInput {
  readonly pipeline: WrittenPipeline;
  readonly taint: Taint;
  readonly source: SourceText;
  readonly shell: (script: Script) => ShellScript | undefined;
}

/** Every value from outside that stands in program text, in the order of the file. */
export function flowsOf(input: FlowInput): readonly Flow[] {
  return input.pipeline.jobs.flatMap((job) =>
    job.steps.flatMap((step) =>
      step.scripts.flatMap((script) => scriptFlows(script, job, step, input)),
    ),
  );
}

interface Found {
  readonly expression: Expression;
  readonly influence: Influence;
  readonly range: Flow['range'];
}

function scriptFlows(script: Script, job: Job, step: Step, input: FlowInput): readonly Flow[] {
  if (script.holes.length === 0) return [];
  const scalar = scalarOf(script.node);
  if (scalar === undefined) return [];
  const found = expressionsIn(scalar).flatMap((each) => foundIn(each, job, step, input.taint));
  if (found.length === 0) return [];
  const fix = onceOnly(() => fixOf(found, script, step, input));
  const sink = sinkOf(step, script);
  return found.map(({ influence, range }) => ({ ...influence, sink, range, job, step, fix }));
}

function foundIn(expression: Expression, job: Job, step: Step, taint: Taint): readonly Found[] {
  const { tree } = expression;
  if (tree === undefined) return foundInText(expression, { job, step }, taint);
  return valueNodes(tree).flatMap(({ node, written }) => {
    const range = rangeOfNode(expression, node);
    return taint
      .ofValue(node, written, { job, step })
      .map((influence) => ({ expression, influence, range }));
  });
}

const contexts = /\b(?:github|env|inputs|steps|needs|matrix)(?:\.[\w*-]{1,100}){1,12}/gi;

/** An expression that is too long or broken still must not hide what stands in it. */
function foundInText(
  expression: Expression,
  at: { readonly job: Job; readonly step: Step },
  taint: Taint,
): readonly Found[] {
  return [...expression.text.matchAll(contexts)].slice(0, 50).flatMap(({ 0: text, index }) => {
    const range = rangeOfNode(expression, { start: index, end: index + text.length });
    return taint.ofText(text, at).map((influence) => ({ expression, influence, range }));
  });
}

/** What the text is to GitHub: the step's own script, or an input that an action runs. */
function sinkOf({ uses, inputs }: Step, script: Script): Sink {
  if (uses === undefined) return { kind: 'script', label: 'run' };
  const input = inputs.find(({ node }) => node === script.node);
  return { kind: 'input', label: `${input?.name.value ?? 'input'} of ${uses.source}` };
}

function fixOf(
  found: readonly Found[],
  script: Script,
  step: Step,
  { source, shell }: FlowInput,
): Fix | undefined {
  const holes = new Map<number, HoleToFill>();
  for (const { expression } of found) {
    const { start, end, text } = expression;
    holes.set(start, { start, end, expression: text.trim() });
  }
  try {
    return envFix(source, step, script, { holes: [...holes.values()], shell: shell(script) });
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}

function onceOnly<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}
