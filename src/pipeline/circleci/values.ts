import type { Influence } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { influenceOf, type KnownValue, type ValueTable, valueTable } from '../system/value.ts';

const arbitrary: KnownValue = { trust: 'arbitrary' };
const structured: KnownValue = { trust: 'structured' };

/** Pipeline values (CircleCI documentation, Pipeline values and parameters) whose content people choose. */
const values: ValueTable = valueTable([
  [
    structured,
    'pipeline.git.branch pipeline.git.tag pipeline.git.branch.is_default pipeline.git.commit.author_email',
  ],
  [
    arbitrary,
    'pipeline.git.commit.subject pipeline.git.commit.body pipeline.git.commit.author_name',
  ],
]);

/** Variables of the environment, and the pipeline values that they hold. */
const environment: ValueTable = valueTable([
  [structured, 'CIRCLE_BRANCH CIRCLE_TAG CIRCLE_PR_USERNAME CIRCLE_PR_REPONAME CIRCLE_USERNAME'],
]);

/** Members of an event that the forge chooses. */
const chosenByForge =
  /(?:^|[._])(?:id|node_id|number|sha|url|\w+_url|\w+_at|state|action|login|full_name|default_branch|draft|merged|before|after)$/;
const names = /(?:^|[._])(?:ref|label|name|branch)$/;

/** What `<< expression >>` may hold, parameters aside. */
export function pipelineValue(
  expression: string,
  triggers: readonly Trigger[],
): readonly Influence[] {
  const known = values.get(expression.toLowerCase()) ?? ofEvent(expression);
  if (known === undefined || expression.endsWith('is_default')) return [];
  return [influenceOf(expression, known, triggers)];
}

/** What a variable of the environment may hold. */
export function environmentValue(name: string, triggers: readonly Trigger[]): readonly Influence[] {
  const known = environment.get(name.toLowerCase());
  return known === undefined ? [] : [influenceOf(name, known, triggers)];
}

/** The variable of the environment that holds the same value. */
export function environmentName(expression: string): string | undefined {
  if (expression === 'pipeline.git.branch') return 'CIRCLE_BRANCH';
  return expression === 'pipeline.git.tag' ? 'CIRCLE_TAG' : undefined;
}

function ofEvent(expression: string): KnownValue | undefined {
  const path =
    /^pipeline\.(?:event|trigger_parameters\.(?:webhook|circleci|github_app|gitlab))\.(.+)$/.exec(
      expression,
    )?.[1];
  if (path === undefined || chosenByForge.test(path)) return undefined;
  return names.test(path) ? structured : arbitrary;
}
