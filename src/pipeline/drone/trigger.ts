import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { SourceString, Trigger } from '../model.ts';
import { startOf } from '../range.ts';
import { triggerOf } from '../system/trigger.ts';
import { entryOf, stringsOf } from '../yaml-access.ts';

/**
 * What starts a pipeline: the events of its `trigger` (Drone) or `when` (Woodpecker); pushes, tags and pull requests where
 * nothing is said. Pull requests get only secrets that are marked for them.
 */
export function triggersOf(conditions: YamlNode | undefined, owner: YamlMap): readonly Trigger[] {
  const events = eventsOf(conditions);
  const range = startOf(owner.range);
  const named =
    events.length > 0
      ? events
      : ['push', 'tag', 'pull_request'].map((value): SourceString => ({ value, range }));
  return named.flatMap(ofEvent);
}

/** The events that a condition lets through, as written; nothing where it says nothing of events. */
export function eventsOf(conditions: YamlNode | undefined): readonly SourceString[] {
  const value = resolve(conditions);
  const maps = value?.kind === 'list' ? itemsOf(value) : value === undefined ? [] : [value];
  return maps.flatMap((map) => {
    const event = resolve(entryOf(map, 'event')?.value);
    return stringsOf(event?.kind === 'map' ? entryOf(event, 'include')?.value : event);
  });
}

function ofEvent(event: SourceString): readonly Trigger[] {
  switch (event.value) {
    case 'pull_request':
    case 'pull_request_closed':
      return [triggerOf(event, 'pr')];
    case 'push':
      return [triggerOf(event, 'push')];
    case 'tag':
    case 'release':
      return [triggerOf(event, 'tag')];
    case 'cron':
      return [triggerOf(event, 'schedule')];
    default:
      return [triggerOf(event, 'manual')];
  }
}
