import type { YamlEntry, YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Job, Reference, Runner, SourceString, Trigger } from '../model.ts';
import { mergedMap, present } from '../system/map.ts';
import { imageReference } from '../system/reference.ts';
import { entryOf, keyOf, stringAt, stringOf, variablesOf } from '../yaml-access.ts';
import { stepsOf } from './step.ts';

const dynamicName = /<<|\$/;

/** What jobs of one file share. */
export interface JobSurroundings {
  readonly context: LoadContext;
  readonly triggers: readonly Trigger[];
  readonly executors: ReadonlyMap<string, YamlMap>;
}

/** A job, or a command as a job without runner. */
export function jobOf(entry: YamlEntry, around: JobSurroundings): Job | undefined {
  around.context.spend();
  const node = mergedMap(entry.value);
  if (node === undefined) return undefined;
  const id = keyOf(entry);
  const executor = executorOf(node, around);
  const images = imagesOf(node, id, around.context);
  return {
    id,
    range: node.range,
    node,
    triggers: around.triggers,
    runner: runnerOf(node, executor),
    ...present('image', images[0]),
    services: images.slice(1),
    needs: [],
    variables: variablesOf(mergedMap(entryOf(node, 'environment')?.value)),
    inputs: [],
    mayFail: false,
    steps: stepsOf(entryOf(node, 'steps')?.value, around.context, stringAt(node, 'shell')),
  };
}

/** `docker` of a job or executor: the first image runs the steps, the others stand beside it. */
export function imagesOf(
  node: YamlMap,
  job: SourceString,
  context: LoadContext,
): readonly Reference[] {
  const listed = itemsOf(entryOf(node, 'docker')?.value).flatMap((item) => {
    const text = stringAt(mergedMap(item), 'image');
    return text === undefined ? [] : [text];
  });
  return listed.map((text) => {
    const comment = context.commentOn(text.range.endLine);
    return imageReference(text, { comment, job }, dynamicName);
  });
}

function executorOf(node: YamlMap, { executors }: JobSurroundings): YamlMap | undefined {
  const value = entryOf(node, 'executor')?.value;
  const name = stringOf(value) ?? stringAt(value, 'name');
  return name === undefined ? undefined : executors.get(name.value);
}

/** A resource class with a namespace is a machine of one's own. */
function runnerOf(node: YamlMap, executor: YamlMap | undefined): Runner {
  const label = stringAt(node, 'resource_class') ?? stringAt(executor, 'resource_class');
  const owner = [node, executor].find((each) => hasMachine(each));
  const range = resolve(entryOf(node, 'resource_class')?.value)?.range;
  const labels = label === undefined ? [] : [label];
  if (label !== undefined && /^[\w-]+\/[\w.-]+$/.test(label.value))
    return { type: 'self-hosted', labels, ...present('range', range) };
  const isDynamic = label !== undefined && dynamicName.test(label.value);
  const type = owner === undefined || isDynamic ? 'unknown' : 'hosted';
  return { type, labels, ...present('range', range) };
}

function hasMachine(node: YamlNode | undefined): boolean {
  return ['docker', 'machine', 'macos'].some((key) => entryOf(node, key) !== undefined);
}
