import type { Influence } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { influenceOf, type ValueTable, valueTable } from '../system/value.ts';

/**
 * Variables whose content people choose (Drone documentation, Environment reference; Woodpecker documentation, Environment
 * variables).
 */
const values: ValueTable = valueTable([
  [
    { trust: 'arbitrary' },
    `DRONE_COMMIT_MESSAGE DRONE_COMMIT_AUTHOR_NAME DRONE_COMMIT_AUTHOR_EMAIL DRONE_RELEASE_TITLE
     CI_COMMIT_MESSAGE CI_COMMIT_AUTHOR_NAME CI_COMMIT_AUTHOR_EMAIL CI_PREV_COMMIT_MESSAGE
     CI_PIPELINE_TITLE CI_RELEASE_TITLE`,
  ],
  [
    { trust: 'arbitrary', by: ['pr'] },
    'DRONE_PULL_REQUEST_TITLE CI_COMMIT_PULL_REQUEST_LABELS CI_COMMIT_PULL_REQUEST_TITLE',
  ],
  [
    { trust: 'structured' },
    `DRONE_BRANCH DRONE_COMMIT_BRANCH DRONE_COMMIT_REF DRONE_SOURCE_BRANCH DRONE_TAG DRONE_COMMIT_AUTHOR
     CI_COMMIT_BRANCH CI_COMMIT_SOURCE_BRANCH CI_COMMIT_REF CI_COMMIT_REFSPEC CI_COMMIT_TAG CI_COMMIT_AUTHOR`,
  ],
]);

/** What a variable of the run may hold. */
export function runVariable(name: string, triggers: readonly Trigger[]): readonly Influence[] {
  const known = values.get(name.toLowerCase());
  return known === undefined ? [] : [influenceOf(name, known, triggers)];
}
