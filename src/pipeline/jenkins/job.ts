import type { Dialect, Job, Script, SourceString, Step, Trigger } from '../model.ts';
import { startOf } from '../range.ts';
import { present } from '../system/map.ts';
import { type Agent, agentOf, nodeRunner } from './agent.ts';
import {
  argumentOf,
  childOf,
  type GroovyArgument,
  type GroovyBlock,
  type GroovyCall,
  type PlacedCall,
} from './groovy.ts';

const dialects: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['sh', 'sh'],
  ['bat', 'cmd'],
  ['powershell', 'pwsh'],
  ['pwsh', 'pwsh'],
]);

/** The program that a call runs; `undefined` for other calls, and where no text is written. */
function scriptOf(call: GroovyCall): Script | undefined {
  const [name = ''] = call.name.split('.', 1);
  const dialect = dialects.get(name);
  const argument = argumentOf(call, 'script');
  if (dialect === undefined || argument === undefined) return undefined;
  const { text } = argument;
  if (text === undefined) return concatenated(argument, dialect);
  return {
    text: text.value,
    dialect,
    range: text.range,
    holes: text.holes,
    rangeOf: (start, end) => text.rangeOf(start, end),
  };
}

/** `"echo " + name`: the texts as one program, and what stands between them as a hole at its end. */
function concatenated(
  { texts, source, range }: GroovyArgument,
  dialect: Dialect,
): Script | undefined {
  const expression = source
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, ' ')
    .replace(/[+()\s]+/g, ' ')
    .trim();
  if (texts.length === 0 || expression === '') return undefined;
  const text = texts.map(({ value }) => value).join(' ');
  const start = text.length + 1;
  const end = start + expression.length;
  return {
    text: `${text} ${expression}`,
    dialect,
    range,
    holes: [{ start, end, expression }],
    rangeOf: () => range,
  };
}

/** Each stage as a job, and one without name for what stands outside of stages. */
export function jobsOf(
  block: GroovyBlock,
  calls: readonly PlacedCall[],
  triggers: readonly Trigger[],
): readonly Job[] {
  const byStage = Map.groupBy(calls, ({ within }) => within.findLast(isStage));
  const pipeline = childOf(block, 'pipeline');
  const agent = childOf(pipeline?.body, 'agent');
  const stages = calls.filter(({ call }) => isStage(call));
  const outer = byStage.get(undefined) ?? [];
  return [
    ...stages.map((stage) => stageJob(stage, byStage.get(stage.call) ?? [], { agent, triggers })),
    ...outerJob(outer, block, triggers),
  ];
}

function isStage({ name, body }: GroovyCall): boolean {
  return name === 'stage' && body !== undefined;
}

function stageJob(
  { call, within }: PlacedCall,
  calls: readonly PlacedCall[],
  shared: { readonly agent: GroovyCall | undefined; readonly triggers: readonly Trigger[] },
): Job {
  const text = call.args[0]?.text;
  const id: SourceString =
    text === undefined
      ? { value: 'stage', range: call.nameRange }
      : { value: text.value, range: text.range };
  const place = agentOfStage(call, within, shared.agent, id);
  const condition = childOf(call.body, 'when');
  return {
    id,
    range: call.range,
    triggers: shared.triggers,
    runner: place.runner,
    ...present('image', place.image),
    services: [],
    ...present('condition', condition && { value: 'when', range: condition.nameRange }),
    needs: [],
    variables: [],
    inputs: [],
    mayFail: within.some(({ name }) => name === 'catchError' || name === 'warnError'),
    steps: stepsOf(calls),
  };
}

/** The agent of the stage, of a stage around it, of the pipeline, or the node around it. */
function agentOfStage(
  call: GroovyCall,
  within: readonly GroovyCall[],
  shared: GroovyCall | undefined,
  id: SourceString,
): Agent {
  const own = [call, ...within.toReversed()]
    .map(({ body }) => childOf(body, 'agent'))
    .find((each) => each !== undefined);
  const node = within.findLast(({ name }) => name === 'node');
  if (own === undefined && node !== undefined) return { runner: nodeRunner(node) };
  return agentOf(own ?? shared, id);
}

function outerJob(
  calls: readonly PlacedCall[],
  block: GroovyBlock,
  triggers: readonly Trigger[],
): readonly Job[] {
  const steps = stepsOf(calls);
  if (steps.length === 0) return [];
  const node = calls.find(({ call }) => call.name === 'node')?.call;
  return [
    {
      id: { value: '', range: startOf(block.range) },
      range: block.range,
      triggers,
      runner: node === undefined ? { type: 'unknown', labels: [] } : nodeRunner(node),
      services: [],
      needs: [],
      variables: [],
      inputs: [],
      mayFail: false,
      steps,
    },
  ];
}

function stepsOf(calls: readonly PlacedCall[]): readonly Step[] {
  const scripts = calls.flatMap(({ call, within }) => {
    const script = scriptOf(call);
    return script === undefined ? [] : [{ call, within, script }];
  });
  return scripts.map(({ call, within, script }, index) => ({
    index,
    id: { value: call.name, range: call.nameRange },
    range: call.range,
    scripts: [script],
    inputs: [],
    variables: [],
    mayFail: within.some(({ name }) => name === 'catchError' || name === 'warnError'),
  }));
}
