import { isCaissonError } from '#kit/error.ts';
import { parseYaml } from '#yaml/parse.ts';
import { entriesOf } from '#yaml/read.ts';
import type { LoadInput } from '../load-input.ts';
import type { Flow, Job, Reference, Step, Variable } from '../model.ts';
import { entryOf, keyOf, mapOf, scalarOf, variableOf } from '../yaml-access.ts';
import { flowsOf } from './flows.ts';
import { type Influence, through } from './influence.ts';
import { Taint, type TaintInput } from './taint.ts';
import { actionOf, type WrittenPipeline, workflowOf } from './workflow.ts';

const maxCalls = 40;
const maxNesting = 3;
const maxCalleeBytes = 256 * 1024;

/** What a local action gives back, given what it is given. */
export function callOutputs(
  input: LoadInput,
  nesting = 0,
): Exclude<TaintInput['outputsOf'], undefined> {
  return (step, name, taint, at) => {
    const callee = calleeOf(input, step.uses, nesting);
    if (callee === undefined) return [];
    const inner = taintOf(callee, input, boundInputs(step.inputs, taint, at), nesting);
    const outputs = entryOf(callee.root, 'outputs')?.value;
    const entry = entriesOf(outputs).findLast((each) => keyOf(each).value.toLowerCase() === name);
    const value = scalarOf(entryOf(entry?.value, 'value')?.value);
    return inner.ofScalar(value, { job: callee.pipeline.jobs[0] });
  };
}

/** Values from outside that are handed to a local action or workflow which runs them. */
export function callFlows(
  input: LoadInput,
  { jobs }: WrittenPipeline,
  taint: Taint,
  nesting = 0,
): readonly Flow[] {
  const calls = jobs.flatMap((job) => callsOf(job)).slice(0, maxCalls);
  return calls.flatMap((call) => flowsThrough(call, input, taint, nesting));
}

interface Call {
  readonly reference: Reference;
  readonly given: readonly Variable[];
  readonly job: Job;
  readonly step?: Step;
}

function callsOf(job: Job): readonly Call[] {
  const whole: readonly Call[] =
    job.call?.origin === 'local' ? [{ reference: job.call, given: job.inputs, job }] : [];
  const steps = job.steps.flatMap((step): readonly Call[] =>
    step.uses?.origin === 'local' ? [{ reference: step.uses, given: step.inputs, job, step }] : [],
  );
  return [...whole, ...steps].filter(({ given }) =>
    given.some(({ value }) => value.includes('${{')),
  );
}

function flowsThrough(
  { reference, given, job, step }: Call,
  input: LoadInput,
  taint: Taint,
  nesting: number,
): readonly Flow[] {
  const at = { job, step };
  const bound = boundInputs(given, taint, at);
  const tainted = given.filter(({ name }) => bound(name.value).length > 0);
  if (tainted.length === 0) return [];
  const callee = calleeOf(input, reference, nesting);
  if (callee === undefined) return [];
  const inner = taintOf(callee, input, bound, nesting);
  const { source, shell } = input;
  const flows = [
    ...flowsOf({ pipeline: callee.pipeline, taint: inner, source, shell }),
    ...callFlows(input, callee.pipeline, inner, nesting + 1),
  ];
  return tainted.flatMap((variable) => atCall(variable, flows, reference, { job, step }));
}

/** The flows of the callee that come from one input, placed where the input is given. */
function atCall(
  { name, range }: Variable,
  flows: readonly Flow[],
  { source }: Reference,
  { job, step }: { readonly job: Job; readonly step: Step | undefined },
): readonly Flow[] {
  const input = `inputs.${name.value.toLowerCase()}`;
  const bySource = new Map<string, Flow>();
  for (const flow of flows)
    if (flow.path.includes(input) && !bySource.has(flow.source)) bySource.set(flow.source, flow);
  return [...bySource.values()].map((flow) => ({
    ...flow,
    fix: noFix,
    sink: { kind: 'input', label: `${flow.sink.label} in ${source}` },
    range,
    job,
    ...(step !== undefined && { step }),
  }));
}

function boundInputs(
  given: readonly Variable[],
  taint: Taint,
  at: Parameters<Taint['ofScalar']>[1],
): (name: string) => readonly Influence[] {
  return (name) => {
    const variable = variableOf(given, name, true);
    const held = taint.ofScalar(scalarOf(variable?.node), at);
    return held.map((each) => through(each, `inputs.${name.toLowerCase()}`));
  };
}

interface Callee {
  readonly root: Exclude<ReturnType<typeof mapOf>, undefined>;
  readonly pipeline: WrittenPipeline;
}

function taintOf(
  { pipeline }: Callee,
  input: LoadInput,
  inputs: TaintInput['inputs'],
  nesting: number,
): Taint {
  const { shell } = input;
  return new Taint({ pipeline, inputs, shell, outputsOf: callOutputs(input, nesting + 1) });
}

/** What would have to change stands in the other file. */
function noFix(): undefined {
  return undefined;
}

/** A file of the same repository that is called; `undefined` when it cannot be had or read. */
function calleeOf(
  input: LoadInput,
  reference: Reference | undefined,
  nesting: number,
): Callee | undefined {
  if (reference?.origin !== 'local' || nesting >= maxNesting) return undefined;
  const path = reference.source.replace(/^(?:\$|\.)\//, '').replace(/\/+$/, '');
  const isWorkflow = reference.kind === 'workflow';
  const names = isWorkflow ? [path] : [`${path}/action.yml`, `${path}/action.yaml`];
  const bytes = names.map((name) => input.sibling(name)).find((each) => each !== undefined);
  if (bytes === undefined || bytes.length > maxCalleeBytes) return undefined;
  return readCallee(bytes, isWorkflow);
}

function readCallee(bytes: Uint8Array, isWorkflow: boolean): Callee | undefined {
  try {
    const yaml = parseYaml(bytes);
    const root = mapOf(yaml.documents[0]?.root);
    if (root === undefined) return undefined;
    return { root, pipeline: isWorkflow ? workflowOf(root, yaml) : actionOf(root, yaml) };
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}
