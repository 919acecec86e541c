import type { Influence } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { influenceOf, type KnownValue } from '../system/value.ts';

const arbitrary: KnownValue = { trust: 'arbitrary' };
const structured: KnownValue = { trust: 'structured' };

/** Dynamic variables of Pipelines as Code (documentation, Authoring PipelineRuns) whose content people choose. */
const dynamic: ReadonlyMap<string, KnownValue> = new Map([
  ['source_branch', structured],
  ['trigger_comment', arbitrary],
  ['pull_request_labels', arbitrary],
  ['sender', structured],
  ['source_url', structured],
  ['git_tag', structured],
]);

/** Members of a forge's event that nobody but the forge chooses. */
const chosenByForge =
  /(?:^|[._])(?:id|node_id|number|sha|url|\w+_url|created_at|updated_at|state|after|before|action|iid|checkout_sha|login|full_name|default_branch|draft|merged|additions|deletions|changed_files|commits_count)$/;

/** Members that hold branches and the like. */
const names = /(?:^|[._])(?:ref|label|name|source_branch|target_branch|branch)$/;

/** What `{{ expression }}` of Pipelines as Code, or `$(body.…)` of a trigger, may hold. */
export function eventValue(expression: string, triggers: readonly Trigger[]): readonly Influence[] {
  const known = dynamic.get(expression) ?? ofBody(expression);
  return known === undefined ? [] : [influenceOf(expression, known, triggers)];
}

function ofBody(expression: string): KnownValue | undefined {
  const path = /^(?:body|headers|extensions)((?:[.[]|$).*)/.exec(expression.trim())?.[1];
  if (path === undefined) return undefined;
  if (chosenByForge.test(path)) return undefined;
  return names.test(path) ? structured : arbitrary;
}
