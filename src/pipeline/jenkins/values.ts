import type { Influence } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { influenceOf, type ValueTable, valueTable } from '../system/value.ts';

/**
 * Variables whose content people choose: those of multibranch projects (Jenkins documentation, Using environment variables;
 * Branch API) and of the plug-ins that start builds from GitHub, GitLab and Gerrit.
 */
const values: ValueTable = valueTable([
  [
    { trust: 'arbitrary', by: ['pr'] },
    `CHANGE_TITLE CHANGE_AUTHOR_DISPLAY_NAME CHANGE_AUTHOR_EMAIL
     ghprbPullTitle ghprbPullDescription ghprbPullLongDescription ghprbCommentBody ghprbPullAuthorEmail
     gitlabMergeRequestTitle gitlabMergeRequestDescription gitlabTriggerPhrase gitlabUserName
     GERRIT_CHANGE_SUBJECT GERRIT_CHANGE_COMMIT_MESSAGE GERRIT_EVENT_COMMENT_TEXT GERRIT_CHANGE_OWNER_NAME
     BITBUCKET_PULL_REQUEST_TITLE`,
  ],
  [
    { trust: 'structured', by: ['pr'] },
    `CHANGE_BRANCH CHANGE_AUTHOR CHANGE_FORK ghprbSourceBranch gitlabSourceBranch GERRIT_BRANCH GERRIT_TOPIC
     gitlabMergeRequestLabels`,
  ],
  [
    { trust: 'structured' },
    'BRANCH_NAME GIT_BRANCH GIT_LOCAL_BRANCH TAG_NAME JOB_NAME JOB_BASE_NAME gitlabBranch BUILD_TAG',
  ],
  [
    { trust: 'arbitrary' },
    'GIT_AUTHOR_NAME GIT_COMMITTER_NAME GIT_COMMIT_MESSAGE GIT_AUTHOR_EMAIL',
  ],
]);

/** What a variable of the build may hold. */
export function buildVariable(name: string, triggers: readonly Trigger[]): readonly Influence[] {
  const known = values.get(name.toLowerCase());
  return known === undefined ? [] : [influenceOf(name, known, triggers)];
}

/** Output of commands that print what people wrote: commit messages, authors. */
export function commandOutput(script: string, triggers: readonly Trigger[]): readonly Influence[] {
  const isMessage =
    /\bgit\s+(?:log|show|for-each-ref)\b/.test(script) &&
    /--(?:pretty|format)[= ]\S*%(?:B|s|b|an|ae|cn|ce|N)|--oneline|log\s+-1\s*$/.test(script);
  return isMessage ? [influenceOf('git log', { trust: 'arbitrary' }, triggers)] : [];
}
