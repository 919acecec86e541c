import type { YamlEntry, YamlMap } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { Job, Reference, SourceString, Trigger } from '../model.ts';
import {
  entryOf,
  keyOf,
  mapOf,
  scalarOf,
  stringAt,
  stringOf,
  stringsOf,
  variablesOf,
} from '../yaml-access.ts';
import type { LoadContext } from './load-context.ts';
import { neverRuns } from './never-runs.ts';
import { permissionsOf } from './permissions.ts';
import { imageOf, trimmed, usesOf } from './reference.ts';
import { runnerOf } from './runner.ts';
import { defaultShellOf, stepsOf } from './step.ts';

/** What a job inherits from its workflow. */
export interface JobSurroundings {
  readonly context: LoadContext;
  readonly triggers: readonly Trigger[];
  readonly defaultShell?: SourceString | undefined;
}

/** A job of a workflow; `undefined` where no map is written, and for one that can never run. */
export function jobOf(entry: YamlEntry, around: JobSurroundings): Job | undefined {
  around.context.spend();
  const node = mapOf(entry.value);
  return node === undefined || neverRuns(node) ? undefined : runningJob(node, keyOf(entry), around);
}

function runningJob(node: YamlMap, id: SourceString, around: JobSurroundings): Job {
  const { context } = around;
  const runner = runnerOf(entryOf(node, 'runs-on')?.value);
  const defaultShell = defaultShellOf(node) ?? around.defaultShell;
  return {
    id,
    range: node.range,
    node,
    triggers: around.triggers,
    runner,
    services: servicesOf(node, id, context),
    needs: stringsOf(entryOf(node, 'needs')?.value),
    variables: variablesOf(entryOf(node, 'env')?.value),
    inputs: variablesOf(entryOf(node, 'with')?.value),
    mayFail: scalarOf(entryOf(node, 'continue-on-error')?.value)?.text === 'true',
    steps: stepsOf(entryOf(node, 'steps')?.value, { context, runner, job: id, defaultShell }),
    ...optionalParts(node, id, context),
  };
}

function optionalParts(
  node: YamlMap,
  id: SourceString,
  context: LoadContext,
): Pick<
  Job,
  'name' | 'image' | 'permissions' | 'environment' | 'condition' | 'concurrency' | 'call'
> {
  const name = stringAt(node, 'name');
  const image = containerOf(entryOf(node, 'container'), id, context);
  const permissions = permissionsOf(entryOf(node, 'permissions'));
  const environment = environmentOf(node);
  const condition = stringAt(node, 'if');
  const concurrency = resolve(entryOf(node, 'concurrency')?.value);
  const call = callOf(node, id, context);
  return {
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
    ...(permissions !== undefined && { permissions }),
    ...(environment !== undefined && { environment }),
    ...(condition !== undefined && { condition }),
    ...(concurrency !== undefined && { concurrency }),
    ...(call !== undefined && { call }),
  };
}

function callOf(node: YamlMap, job: SourceString, context: LoadContext): Reference | undefined {
  const text = trimmed(stringAt(node, 'uses'));
  if (text === undefined) return undefined;
  return usesOf(text, 'workflow', { comment: context.commentOn(text.range.endLine), job });
}

function environmentOf(node: YamlMap): SourceString | undefined {
  const value = resolve(entryOf(node, 'environment')?.value);
  return value?.kind === 'map' ? stringAt(value, 'name') : stringOf(value);
}

/** `container: image`, or a map with `image`. */
function containerOf(
  entry: YamlEntry | undefined,
  job: SourceString,
  context: LoadContext,
): Reference | undefined {
  const value = resolve(entry?.value);
  const text = value?.kind === 'map' ? stringAt(value, 'image') : stringOf(value);
  if (text === undefined) return undefined;
  return imageOf(text, { comment: context.commentOn(text.range.endLine), job });
}

function servicesOf(node: YamlMap, job: SourceString, context: LoadContext): readonly Reference[] {
  return entriesOf(entryOf(node, 'services')?.value).flatMap((entry) => {
    const image = containerOf(entry, job, context);
    return image === undefined ? [] : [image];
  });
}
