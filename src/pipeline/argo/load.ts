import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import type { Influence } from '../github/influence.ts';
import { createLoadContext, type LoadContext } from '../github/load-context.ts';
import type { LoadInput } from '../load-input.ts';
import type { Job, PipelineSubject, Trigger } from '../model.ts';
import { flowsOf } from '../system/flow.ts';
import { type Manifest, manifestOf, manifestsOf } from '../system/manifest.ts';
import { Memo } from '../system/memo.ts';
import { distinctReferences } from '../system/reference.ts';
import { secretUsesOf } from '../system/secret.ts';
import { triggerOf } from '../system/trigger.ts';
import { entryOf, mapOf, stringAt } from '../yaml-access.ts';
import {
  isBounded,
  parameterNames,
  parameterOf,
  usesOf,
  valueOf,
  type WorkflowValues,
} from './parameter.ts';
import { templateOf } from './template.ts';

interface Loading {
  readonly context: LoadContext;
  readonly jobs: Job[];
  readonly values: Map<Job, WorkflowValues>;
}

/** Workflows, templates, sensors of Argo in one file; `undefined` when it holds none. */
export function loadArgo(input: LoadInput): PipelineSubject | undefined {
  const manifests = manifestsOf(input.yaml).filter(({ apiVersion }) =>
    apiVersion.startsWith('argoproj.io/'),
  );
  const [first] = manifests;
  if (first === undefined) return undefined;
  const context = createLoadContext(input.yaml.comments);
  const loading: Loading = { context, jobs: [], values: new Map() };
  for (const manifest of manifests) loadManifest(manifest, loading);
  const { jobs, values } = loading;
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: (_, { dialect, node }) =>
      dialect === 'other' && node !== undefined ? 'manifest or script' : 'script or args',
    ofHole: ({ expression }, { job }) => {
      const known = values.get(job);
      return known === undefined ? [] : valueOf(expression, job.id.value, known);
    },
  });
  return {
    ...input,
    system: 'argo',
    pipeline: {
      form: manifests.some(({ kind }) => !kind.endsWith('Template')) ? 'pipeline' : 'template',
      range: first.root.range,
      name: first.name,
      triggers: [...new Set(jobs.flatMap((job) => job.triggers))],
      variables: [],
      jobs,
      flows,
      secrets: secretUsesOf(jobs, (name) => /(?:PASSWORD|SECRET|TOKEN|_KEY)$/i.test(name)),
    },
    references: distinctReferences(
      jobs.flatMap(({ services, steps }) => [...services, ...steps.map(({ uses }) => uses)]),
    ),
  };
}

function loadManifest({ kind, spec, name }: Manifest, loading: Loading): void {
  if (spec === undefined) return;
  switch (kind) {
    case 'Workflow':
    case 'WorkflowTemplate':
    case 'ClusterWorkflowTemplate':
      addWorkflow(spec, [triggerOf({ value: 'submit', range: name.range }, 'manual')], loading);
      return;
    case 'CronWorkflow': {
      const inner = mapOf(entryOf(spec, 'workflowSpec')?.value);
      const trigger = triggerOf({ value: 'cron', range: name.range }, 'schedule');
      if (inner !== undefined) addWorkflow(inner, [trigger], loading);
      return;
    }
    case 'Sensor':
      addSensor(spec, loading);
      return;
    default:
      return;
  }
}

/** Templates of a workflow; `fromEvent` holds what an event puts into its parameters. */
function addWorkflow(
  spec: YamlMap,
  triggers: readonly Trigger[],
  loading: Loading,
  fromEvent: ReadonlyMap<string, Influence> = new Map(),
): void {
  const templates = itemsOf(entryOf(spec, 'templates')?.value).flatMap((item) => {
    const map = mapOf(item);
    return map === undefined ? [] : [map];
  });
  const inline = mapOf(entryOf(spec, 'templateDefaults')?.value);
  const values: WorkflowValues = {
    uses: usesOf(templates),
    memo: new Memo(),
    ofWorkflow: (name) => ofWorkflow(name, spec, triggers, fromEvent),
  };
  for (const template of inline === undefined ? templates : [...templates, inline]) {
    const job = templateOf(template, triggers, loading.context);
    loading.jobs.push(job);
    loading.values.set(job, values);
  }
}

/** Whoever submits a workflow chooses its parameters; the clock takes those that are written. */
function ofWorkflow(
  name: string,
  spec: YamlMap,
  triggers: readonly Trigger[],
  fromEvent: ReadonlyMap<string, Influence>,
): readonly Influence[] {
  const event = fromEvent.get(name);
  if (event !== undefined) return [event];
  const declared = parameterOf(entryOf(spec, 'arguments')?.value, name);
  const isManual = triggers.some(({ kind }) => kind === 'manual');
  if (declared === undefined || isBounded(declared) || !isManual) return [];
  const source = `workflow.parameters.${name}`;
  return [
    {
      source,
      trust: 'arbitrary',
      actor: 'maintainer',
      privileged: true,
      provided: true,
      path: [source],
    },
  ];
}

/** Workflows that a sensor makes of events (Argo Events documentation, Sensors, Trigger parameterization). */
function addSensor(spec: YamlMap, loading: Loading): void {
  const started = itemsOf(entryOf(spec, 'triggers')?.value).flatMap((item) => {
    loading.context.spend();
    const template = entryOf(item, 'template')?.value;
    return ['argoWorkflow', 'k8s'].map((key) => entryOf(template, key)?.value);
  });
  for (const trigger of started) {
    const map = mapOf(entryOf(entryOf(trigger, 'source')?.value, 'resource')?.value);
    if (map !== undefined) addStarted(map, trigger, loading);
  }
}

function addStarted(map: YamlMap, trigger: YamlNode | undefined, loading: Loading): void {
  const { spec, name } = manifestOf(map);
  const workflow = mapOf(entryOf(spec, 'workflowSpec')?.value) ?? spec;
  if (workflow === undefined) return;
  const start = triggerOf({ value: 'event', range: name.range }, 'api', { actor: 'outsider' });
  addWorkflow(workflow, [start], loading, eventValues(trigger, workflow));
}

/** `dest: spec.arguments.parameters.0.value` takes what `src` reads of the event. */
function eventValues(
  trigger: YamlNode | undefined,
  workflow: YamlMap,
): ReadonlyMap<string, Influence> {
  const names = parameterNames(entryOf(workflow, 'arguments')?.value);
  return new Map(
    itemsOf(entryOf(trigger, 'parameters')?.value).flatMap((item) => {
      const name = names[destinationOf(item)];
      const influence = influenceOf(entryOf(item, 'src')?.value);
      return name === undefined || influence === undefined ? [] : [[name, influence] as const];
    }),
  );
}

/** The number of the parameter that is set; -1 for other fields. */
function destinationOf(item: YamlNode): number {
  const path = stringAt(item, 'dest')?.value ?? '';
  const index = /parameters\.(\d{1,4})\.value$/.exec(path)?.[1];
  return index === undefined ? -1 : Number(index);
}

function influenceOf(src: YamlNode | undefined): Influence | undefined {
  const key = stringAt(src, 'dataKey') ?? stringAt(src, 'dataTemplate');
  return eventInfluence(key?.value ?? 'body');
}

const chosenByForge =
  /(?:^|[._])(?:id|number|sha|url|\w+_url|\w+_at|state|after|before|action|login|full_name)$/;

function eventInfluence(key: string): Influence | undefined {
  if (chosenByForge.test(key)) return undefined;
  const trust = /(?:^|[._])(?:ref|label|name|branch)$/.test(key) ? 'structured' : 'arbitrary';
  const source = `event ${key}`;
  return { source, trust, actor: 'outsider', privileged: true, provided: true, path: [source] };
}
