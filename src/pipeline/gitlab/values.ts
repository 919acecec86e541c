import type { Influence } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { influenceOf, type ValueTable, valueTable } from '../system/value.ts';

/** Variables whose content people choose (GitLab documentation, Predefined CI/CD variables). */
const predefined: ValueTable = valueTable([
  [
    { trust: 'arbitrary' },
    `CI_COMMIT_MESSAGE CI_COMMIT_TITLE CI_COMMIT_DESCRIPTION CI_COMMIT_AUTHOR CI_COMMIT_TAG_MESSAGE
     GITLAB_USER_NAME CI_DEPENDENCY_PROXY_USER`,
  ],
  [
    { trust: 'arbitrary', by: ['pr'] },
    `CI_MERGE_REQUEST_TITLE CI_MERGE_REQUEST_DESCRIPTION CI_MERGE_REQUEST_LABELS CI_MERGE_REQUEST_MILESTONE`,
  ],
  [{ trust: 'arbitrary', by: ['api'] }, 'TRIGGER_PAYLOAD CHAT_INPUT'],
  [
    { trust: 'structured' },
    'CI_COMMIT_REF_NAME CI_COMMIT_BRANCH CI_BUILD_REF_NAME CI_COMMIT_TAG GITLAB_USER_EMAIL',
  ],
  [
    { trust: 'structured', by: ['pr'] },
    'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME CI_MERGE_REQUEST_SOURCE_PROJECT_PATH',
  ],
]);

/** What a predefined variable of GitLab may hold; nothing for those that nobody chooses. */
export function predefinedVariable(
  name: string,
  triggers: readonly Trigger[],
): readonly Influence[] {
  if (name !== name.toUpperCase()) return [];
  const known = predefined.get(name.toLowerCase());
  return known === undefined ? [] : [influenceOf(name, known, triggers)];
}
