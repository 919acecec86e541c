import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Hole, Job, Reference, Runner, SourceString, Trigger, Variable } from '../model.ts';
import { startOf } from '../range.ts';
import { present, stringOrAt } from '../system/map.ts';
import { entryOf, keyOf, mapOf, stringAt, stringsOf, variablesOf } from '../yaml-access.ts';
import { expandedEntries, expandedItems, expandedMember } from './expand.ts';
import { containerImage, dynamicName } from './resource.ts';
import { flagAt, stepsOf } from './step.ts';

/** What jobs of one file share. */
export interface JobSurroundings {
  readonly context: LoadContext;
  readonly triggers: readonly Trigger[];
  readonly holesIn: (text: string) => readonly Hole[];
  /** Names of `resources: containers`. */
  readonly containers: ReadonlyMap<string, YamlNode>;
}

/** Jobs of all stages; steps or jobs of the top level are those of one stage. */
export function jobsOf(root: YamlMap, around: JobSurroundings): readonly Job[] {
  const stages = expandedItems(entryOf(root, 'stages')?.value).flatMap((stage) => {
    around.context.spend();
    const map = mapOf(stage);
    if (map === undefined) return [];
    return [...jobsBelow(map, around, [root, map]), ...passedJobs(map, around, [root])];
  });
  const inner = entryOf(entryOf(root, 'extends')?.value, 'parameters')?.value;
  const passed = mapOf(inner);
  return [
    ...stages,
    ...jobsBelow(root, around, [root]),
    ...(passed === undefined ? [] : jobsBelow(passed, around, [root])),
  ];
}

/** Jobs of a map with `jobs`, or its `steps` as one job; `owners` hold pools and variables, outermost first. */
function jobsBelow(
  map: YamlMap,
  around: JobSurroundings,
  owners: readonly YamlMap[],
): readonly Job[] {
  const listed = expandedItems(expandedMember(map, 'jobs')).flatMap((item) => {
    around.context.spend();
    const node = mapOf(item);
    if (node === undefined) return [];
    return [jobOf(node, around, owners), ...passedJobs(node, around, owners)];
  });
  const steps = expandedMember(map, 'steps');
  return steps === undefined ? listed : [...listed, jobOf(map, around, owners)];
}

function jobOf(node: YamlMap, around: JobSurroundings, owners: readonly YamlMap[]): Job {
  const { context, holesIn, triggers } = around;
  const named = stringAt(node, 'job') ?? stringAt(node, 'deployment');
  const id = named ?? { value: '', range: startOf(node.range) };
  const runner = runnerOf(nearest(node, owners, 'pool'));
  const place = { context, runner, job: id, holesIn };
  const call = callOf(node, context, id);
  return {
    id,
    ...present('name', stringAt(node, 'displayName')),
    range: node.range,
    node,
    triggers,
    runner,
    ...present('image', imageOf(expandedMember(node, 'container'), id, around)),
    services: servicesOf(node, id, around),
    ...present('environment', stringOrAt(expandedMember(node, 'environment'), 'name')),
    ...present('condition', stringAt(node, 'condition')),
    needs: stringsOf(entryOf(node, 'dependsOn')?.value),
    variables: owners.includes(node) ? [] : variablesBelow(node),
    ...present('call', call),
    inputs: variablesOf(call === undefined ? undefined : entryOf(node, 'parameters')?.value),
    mayFail: flagAt(node, 'continueOnError') === 'true',
    steps: [expandedMember(node, 'steps'), ...strategySteps(node)].flatMap((list) =>
      stepsOf(list, place),
    ),
  };
}

/** Jobs and steps that a template is given as parameters. */
function passedJobs(
  node: YamlMap,
  around: JobSurroundings,
  owners: readonly YamlMap[],
): readonly Job[] {
  const passed = mapOf(expandedMember(node, 'parameters'));
  if (passed === undefined || entryOf(node, 'template') === undefined) return [];
  return jobsBelow(passed, around, owners);
}

/** Variables of a map, as map or as list of names with values. */
export function variablesBelow(node: YamlNode | undefined): readonly Variable[] {
  const value = resolve(entryOf(node, 'variables')?.value);
  if (value?.kind === 'map') return variablesOf({ ...value, entries: expandedEntries(value) });
  return expandedItems(value).flatMap((item) => {
    const name = stringAt(item, 'name');
    const given = entryOf(item, 'value')?.value;
    const scalar = resolve(given);
    if (name === undefined || scalar === undefined) return [];
    const text = scalar.kind === 'scalar' ? scalar.text : '';
    return [{ name, value: text, range: scalar.range, node: scalar }];
  });
}

/** Variable groups that a map names: they may hold secrets. */
export function groupsBelow(node: YamlNode | undefined): readonly SourceString[] {
  return expandedItems(entryOf(node, 'variables')?.value)
    .map((item) => stringAt(item, 'group'))
    .filter((each) => each !== undefined);
}

/** Steps of the hooks of a deployment: `strategy: runOnce: deploy: steps`. */
function strategySteps(node: YamlMap): readonly (YamlNode | undefined)[] {
  return entriesOf(expandedMember(node, 'strategy')).flatMap((strategy) =>
    entriesOf(strategy.value).flatMap((hook) => {
      if (keyOf(hook).value !== 'on') return [expandedMember(hook.value, 'steps')];
      return entriesOf(hook.value).map((each) => expandedMember(each.value, 'steps'));
    }),
  );
}

function nearest(node: YamlMap, owners: readonly YamlMap[], key: string): YamlNode | undefined {
  return [node, ...owners.toReversed()]
    .map((each) => expandedMember(each, key))
    .find((each) => each !== undefined);
}

/** Pools of names other than those that Microsoft keeps are machines of one's own. */
function runnerOf(pool: YamlNode | undefined): Runner {
  const value = resolve(pool);
  if (value === undefined) return { type: 'unknown', labels: [] };
  const name = stringOrAt(value, 'name');
  const image = stringAt(value, 'vmImage');
  const labels = [name, image].filter((each) => each !== undefined);
  return { type: poolType(name?.value, image?.value), labels, range: value.range };
}

function poolType(name: string | undefined, image: string | undefined): Runner['type'] {
  if (name !== undefined && dynamicName.test(name)) return 'unknown';
  const isHosted =
    name === undefined || /^(?:azure pipelines|hosted\b.*|default hosted)$/i.test(name);
  if (!isHosted) return name === 'server' ? 'hosted' : 'self-hosted';
  return image === undefined && name === undefined ? 'unknown' : 'hosted';
}

function imageOf(
  node: YamlNode | undefined,
  job: SourceString,
  { context, containers }: JobSurroundings,
): Reference | undefined {
  const text = stringOrAt(node, 'image');
  if (text === undefined || containers.has(text.value)) return undefined;
  return containerImage(text, context, { job });
}

function servicesOf(
  node: YamlMap,
  job: SourceString,
  around: JobSurroundings,
): readonly Reference[] {
  return entriesOf(expandedMember(node, 'services')).flatMap((entry) => {
    const image = imageOf(entry.value, job, around);
    return image === undefined ? [] : [image];
  });
}

function callOf(node: YamlMap, context: LoadContext, job: SourceString): Reference | undefined {
  const text = stringAt(node, 'template');
  if (text === undefined) return undefined;
  const at = text.value.lastIndexOf('@');
  return {
    kind: 'template',
    text,
    origin: at < 0 ? 'local' : 'remote',
    source: at < 0 ? text.value : text.value.slice(0, at),
    ...(at >= 0 && { version: text.value.slice(at + 1) }),
    pinned: 'digest',
    ...present('comment', context.commentOn(text.range.endLine)),
    job,
  };
}
