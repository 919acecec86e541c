import type { YamlMap } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { Trigger } from '../model.ts';
import { startOf } from '../range.ts';
import { triggerOf } from '../system/trigger.ts';
import { entryOf, keyOf, mapOf, stringOf } from '../yaml-access.ts';

/**
 * What starts a pipeline: pushes unless `trigger: none`, pull requests where `pr` is written, schedules, other pipelines and
 * web hooks (Azure Pipelines documentation, YAML schema, `trigger`, `pr`, `schedules`, `resources`).
 */
export function triggersOf(root: YamlMap): readonly Trigger[] {
  return [
    ...pushes(root),
    ...pullRequests(root),
    ...named(root, 'schedules', 'schedule'),
    ...fromResources(root),
  ];
}

function pushes(root: YamlMap): readonly Trigger[] {
  const entry = entryOf(root, 'trigger');
  if (entry === undefined)
    return [triggerOf({ value: 'push', range: startOf(root.range) }, 'push')];
  const value = resolve(entry.value);
  if (isNone(value)) return [];
  const map = mapOf(value);
  const onlyTags = entryOf(map, 'tags') !== undefined && entryOf(map, 'branches') === undefined;
  const special = value === undefined ? {} : { settings: value };
  return [triggerOf(keyOf(entry), onlyTags ? 'tag' : 'push', special)];
}

function pullRequests(root: YamlMap): readonly Trigger[] {
  const entry = entryOf(root, 'pr');
  const value = resolve(entry?.value);
  if (entry === undefined || value === undefined || isNone(value)) return [];
  return [triggerOf(keyOf(entry), 'pr', { settings: value })];
}

function named(root: YamlMap, key: string, kind: 'schedule'): readonly Trigger[] {
  const entry = entryOf(root, key);
  return entry === undefined ? [] : [triggerOf(keyOf(entry), kind)];
}

function fromResources(root: YamlMap): readonly Trigger[] {
  const resources = entryOf(root, 'resources')?.value;
  const pipelines = entryOf(resources, 'pipelines');
  const hooks = entryOf(resources, 'webhooks');
  const started = itemsOf(pipelines?.value).some((item) => entryOf(item, 'trigger') !== undefined);
  return [
    ...(pipelines !== undefined && started ? [triggerOf(keyOf(pipelines), 'upstream')] : []),
    ...(hooks === undefined
      ? []
      : [triggerOf(keyOf(hooks), 'api', { actor: 'outsider' as const })]),
  ];
}

function isNone(node: ReturnType<typeof resolve>): boolean {
  const text = stringOf(node)?.value;
  return text === 'none' || text === '';
}
