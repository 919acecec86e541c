import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import type { SourceString, Trigger } from '../model.ts';
import { startOf } from '../range.ts';
import { triggerOf } from '../system/trigger.ts';
import { stringAt, stringsOf } from '../yaml-access.ts';

/** Merge requests from forks run with what the member who starts them may use. */
const byRequest = { secrets: 'approved' } as const;

/**
 * What starts the pipeline or a job: the conditions of its rules that do not end in `when: never`; without rules branches and
 * tags (GitLab documentation, Types of pipelines).
 */
export function triggersOf(
  rules: YamlNode | undefined,
  only: YamlNode | undefined,
  owner: YamlMap,
): readonly Trigger[] {
  const conditions = itemsOf(rules).filter((rule) => stringAt(rule, 'when')?.value !== 'never');
  const texts = conditions.map((rule) => stringAt(rule, 'if')).filter((each) => each !== undefined);
  const found = [...texts.flatMap(ofCondition), ...stringsOf(only).flatMap(ofOnly)];
  const isOpen = conditions.length > texts.length || rules === undefined;
  const [first] = found;
  if (first !== undefined && (!isOpen || only !== undefined)) return distinct(found);
  const name = { value: 'push', range: startOf(owner.range) };
  return distinct([...found, triggerOf(name, 'push'), triggerOf({ ...name, value: 'tag' }, 'tag')]);
}

function ofCondition(text: SourceString): readonly Trigger[] {
  const { value } = text;
  if (/merge_request_event|external_pull_request_event|\$CI_MERGE_REQUEST_/.test(value))
    return [triggerOf({ ...text, value: 'merge_request_event' }, 'pr', byRequest)];
  if (/["']schedule["']/.test(value))
    return [triggerOf({ ...text, value: 'schedule' }, 'schedule')];
  if (/["'](?:web|chat|webide)["']/.test(value))
    return [triggerOf({ ...text, value: 'web' }, 'manual')];
  if (/["'](?:api|trigger)["']/.test(value)) return [triggerOf({ ...text, value: 'api' }, 'api')];
  if (/["'](?:pipeline|parent_pipeline)["']/.test(value))
    return [triggerOf({ ...text, value: 'pipeline' }, 'upstream')];
  const isTag = /\$CI_COMMIT_TAG\b/.test(value) && !/!\s*\$CI_COMMIT_TAG|==\s*null/.test(value);
  return [triggerOf({ ...text, value: isTag ? 'tag' : 'push' }, isTag ? 'tag' : 'push')];
}

function ofOnly(text: SourceString): readonly Trigger[] {
  switch (text.value) {
    case 'merge_requests':
    case 'external_pull_requests':
      return [triggerOf(text, 'pr', byRequest)];
    case 'tags':
      return [triggerOf(text, 'tag')];
    case 'schedules':
      return [triggerOf(text, 'schedule')];
    case 'web':
      return [triggerOf(text, 'manual')];
    case 'api':
    case 'triggers':
      return [triggerOf(text, 'api')];
    case 'pipelines':
      return [triggerOf(text, 'upstream')];
    default:
      return [triggerOf(text, 'push')];
  }
}

function distinct(triggers: readonly Trigger[]): readonly Trigger[] {
  return [...new Map(triggers.map((each) => [each.name.value, each])).values()];
}
