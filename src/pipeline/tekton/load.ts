import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import type { Influence } from '../github/influence.ts';
import { createLoadContext, type LoadContext } from '../github/load-context.ts';
import type { LoadInput } from '../load-input.ts';
import type { Job, PipelineSubject, Reference, Trigger } from '../model.ts';
import { flowsOf } from '../system/flow.ts';
import { type Manifest, manifestOf, manifestsOf } from '../system/manifest.ts';
import { distinctReferences } from '../system/reference.ts';
import { secretUsesOf } from '../system/secret.ts';
import { triggerOf } from '../system/trigger.ts';
import { entryOf, mapOf, stringAt } from '../yaml-access.ts';
import { taskOf } from './job.ts';
import { innerScope, parametersIn, type Scope } from './parameter.ts';
import { annotationReferences, remoteReference } from './reference.ts';
import { annotation, triggersOf } from './trigger.ts';
import { eventValue } from './values.ts';

interface Loading {
  readonly context: LoadContext;
  readonly jobs: Job[];
  readonly references: (Reference | undefined)[];
  /** What the parameters of a job hold. */
  readonly scopes: Map<Job, Scope>;
}

/** Objects of Tekton in one file; `undefined` when it holds none. */
export function loadTekton(input: LoadInput): PipelineSubject | undefined {
  const manifests = manifestsOf(input.yaml).filter(({ apiVersion }) =>
    apiVersion.includes('tekton.dev/'),
  );
  const [first] = manifests;
  if (first === undefined) return undefined;
  const context = createLoadContext(input.yaml.comments);
  const loading: Loading = { context, jobs: [], references: [], scopes: new Map() };
  for (const manifest of manifests) loadManifest(manifest, loading);
  const { jobs, scopes } = loading;
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: (_, script) => (script.text.startsWith('#!') ? 'script' : 'script or args'),
    ofHole: ({ expression }, { job }) => ofHole(expression, scopes.get(job)),
  });
  const triggers = [...new Set(jobs.flatMap((job) => job.triggers))];
  return {
    ...input,
    system: 'tekton',
    pipeline: {
      form: manifests.some(({ kind }) => kind.endsWith('Run')) ? 'pipeline' : 'template',
      range: first.root.range,
      name: first.name,
      triggers,
      variables: [],
      jobs,
      flows,
      secrets: secretUsesOf(jobs, isSecret),
    },
    references: distinctReferences([
      ...loading.references,
      ...jobs.flatMap(({ image, services, steps }) => [
        image,
        ...services,
        ...steps.map(({ uses }) => uses),
      ]),
    ]),
  };
}

function ofHole(expression: string, scope: Scope | undefined): readonly Influence[] {
  if (scope === undefined) return [];
  const [parameter] = parametersIn(`$(${expression})`);
  if (parameter === undefined) return scope.event(expression);
  return scope.parameter(parameter.name) ?? [];
}

function isSecret(name: string): boolean {
  return /(?:PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY)$/i.test(name);
}

function loadManifest(manifest: Manifest, loading: Loading): void {
  const triggers = triggersOf(manifest.metadata);
  addAnnotated(manifest, loading);
  const scope = outerScope(triggers);
  const { spec, kind } = manifest;
  if (spec === undefined) return;
  switch (kind) {
    case 'Task':
    case 'ClusterTask':
      addTask(spec, manifest, { triggers, scope, loading });
      return;
    case 'StepAction':
      addTask(stepActionAsTask(spec), manifest, { triggers, scope, loading });
      return;
    case 'Pipeline':
      addPipeline(spec, manifest, { triggers, scope, loading });
      return;
    case 'PipelineRun':
    case 'TaskRun':
      addRun(manifest, spec, { triggers, scope, loading });
      return;
    case 'TriggerTemplate':
      addTemplates(spec, loading);
      return;
    default:
      return;
  }
}

interface Place {
  readonly triggers: readonly Trigger[];
  readonly scope: Scope;
  readonly loading: Loading;
  /** What is given to the parameters; absent where whoever runs it gives them. */
  readonly given?: YamlNode | undefined;
}

function outerScope(triggers: readonly Trigger[]): Scope {
  return { parameter: () => undefined, event: (expression) => eventValue(expression, triggers) };
}

/** Whoever creates a run chooses its parameters. */
function unknownParameter(name: string): readonly Influence[] {
  const source = `params.${name}`;
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

function addTask(spec: YamlMap, { name }: Pick<Manifest, 'name'>, place: Place): void {
  const { loading, triggers, scope, given } = place;
  const job = taskOf(spec, { id: name, triggers, context: loading.context });
  loading.jobs.push(job);
  const declared = entryOf(spec, 'params')?.value;
  loading.scopes.set(job, innerScope(declared, given, scope, unknownParameter));
}

/** A StepAction is one step without a list around it. */
function stepActionAsTask(spec: YamlMap): YamlMap {
  const { range } = spec;
  const key = { kind: 'scalar', value: 'steps', text: 'steps', style: 'plain', range } as const;
  const placed = {
    ...key,
    placeOf: () => ({ offset: range.start, line: range.line, column: range.column }),
  };
  const steps = { kind: 'list', items: [spec], flow: false, range } as const;
  return { ...spec, entries: [...spec.entries, { key: placed, value: steps }] };
}

function addPipeline(spec: YamlMap, { name }: Pick<Manifest, 'name'>, place: Place): void {
  const { loading, scope, given } = place;
  const inner = innerScope(entryOf(spec, 'params')?.value, given, scope, unknownParameter);
  for (const key of ['tasks', 'finally'])
    for (const item of itemsOf(entryOf(spec, key)?.value)) {
      loading.context.spend();
      addPipelineTask(item, name, { ...place, scope: inner });
    }
}

function addPipelineTask(item: YamlNode, pipeline: Manifest['name'], place: Place): void {
  const { loading } = place;
  const id = stringAt(item, 'name') ?? pipeline;
  const taskRef = entryOf(item, 'taskRef')?.value;
  loading.references.push(remoteReference(taskRef, 'task', loading.context, { job: id }));
  const taskSpec = mapOf(entryOf(item, 'taskSpec')?.value);
  const given = entryOf(item, 'params')?.value;
  const embedded = mapOf(entryOf(taskSpec, 'spec')?.value) ?? taskSpec;
  if (embedded !== undefined) addTask(embedded, { name: id }, { ...place, given: given ?? item });
}

function addRun({ name, kind }: Manifest, spec: YamlMap, place: Place): void {
  const { loading } = place;
  const isTask = kind === 'TaskRun';
  const reference = entryOf(spec, isTask ? 'taskRef' : 'pipelineRef')?.value;
  const { context } = loading;
  loading.references.push(
    remoteReference(reference, isTask ? 'task' : 'workflow', context, { job: name }),
  );
  const inner = mapOf(entryOf(spec, isTask ? 'taskSpec' : 'pipelineSpec')?.value);
  if (inner === undefined) return;
  const within = { ...place, given: entryOf(spec, 'params')?.value ?? spec };
  if (isTask) addTask(inner, { name }, within);
  else addPipeline(inner, { name }, within);
}

/** Runs that a web hook makes (Tekton documentation, Triggers): their parameters come from the event. */
function addTemplates(spec: YamlMap, loading: Loading): void {
  const entry = entryOf(spec, 'resourcetemplates');
  const declared = itemsOf(entryOf(spec, 'params')?.value);
  const names = new Set(declared.map((item) => stringAt(item, 'name')?.value));
  for (const item of itemsOf(entry?.value)) {
    const map = mapOf(item);
    if (map === undefined || entry === undefined) continue;
    const manifest = manifestOf(map);
    const start = { value: 'webhook', range: entry.key.range };
    const triggers = [triggerOf(start, 'api', { actor: 'outsider' })];
    const scope: Scope = {
      ...outerScope(triggers),
      parameter: (name) => (names.has(name) ? fromEvent(name) : undefined),
    };
    if (manifest.spec !== undefined) addRun(manifest, manifest.spec, { triggers, scope, loading });
  }
}

const fixedNames = /(?:sha|revision|commit|id|number|url)$/i;

function fromEvent(name: string): readonly Influence[] {
  if (fixedNames.test(name)) return [];
  const source = `tt.params.${name}`;
  const trust = /(?:branch|ref|tag|name)$/i.test(name) ? 'structured' : 'arbitrary';
  return [{ source, trust, actor: 'outsider', privileged: true, provided: true, path: [source] }];
}

/** Tasks and pipelines that annotations of Pipelines as Code fetch. */
function addAnnotated({ metadata }: Manifest, { references }: Loading): void {
  for (const at of ['', '-1', '-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9']) {
    const task = annotation(metadata, `task${at}`);
    if (task !== undefined) references.push(...annotationReferences(task, 'task'));
  }
  const pipeline = annotation(metadata, 'pipeline');
  if (pipeline !== undefined) references.push(...annotationReferences(pipeline, 'workflow'));
}
