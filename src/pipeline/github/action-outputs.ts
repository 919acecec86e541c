import type { Trust } from '../model.ts';

/** Outputs of an action that hold what an outsider wrote. `names` are patterns with `*`. */
export interface TaintedOutputs {
  readonly names: readonly string[];
  readonly trust: Trust;
  /** What it is, for people. */
  readonly what: string;
}

function outputs(trust: Trust, what: string, ...names: readonly string[]): TaintedOutputs {
  return { trust, what, names };
}

const files = 'names of changed files';
const branches = 'branch names';

/** By lower-case name of the action; from the actions' own documentation. */
const tainted: ReadonlyMap<string, TaintedOutputs> = new Map<string, TaintedOutputs>([
  ['ahmadnassri/action-changed-files', outputs('arbitrary', files, 'files', 'json')],
  ['alessbell/pull-request-comment-branch', outputs('structured', branches, 'head_ref')],
  ['amannn/action-semantic-pull-request', outputs('arbitrary', 'the title', 'error_message')],
  ['cypress-io/github-action', outputs('structured', branches, 'branch')],
  ['dorny/paths-filter', outputs('arbitrary', files, '*_files')],
  ['eficode/resolve-pr-refs', outputs('structured', branches, 'head_ref')],
  ['embano1/wip', outputs('arbitrary', 'the title', 'pr_title')],
  ['futuratrepadeira/changed-files', outputs('arbitrary', files, 'files*')],
  ['gotson/pull-request-comment-branch', outputs('structured', branches, 'head_ref')],
  ['jitterbit/get-changed-files', outputs('arbitrary', files, '*')],
  ['jungwinter/issue-body-parser', outputs('arbitrary', 'the text of the issue', '*')],
  ['khan/pull-request-comment-trigger', outputs('arbitrary', 'the comment', 'comment_body')],
  ['lots0logs/gh-action-get-changed-files', outputs('arbitrary', files, '*')],
  ['masesgroup/retrieve-changed-files', outputs('arbitrary', files, '*')],
  ['marocchino/on_artifact', outputs('arbitrary', 'an artifact', '*')],
  ['peter-evans/find-comment', outputs('arbitrary', 'a comment', 'comment-body')],
  ['peter-murray/issue-body-parser-action', outputs('arbitrary', 'the text of the issue', '*')],
  ['peter-murray/issue-forms-body-parser', outputs('arbitrary', 'the text of the issue', '*')],
  [
    'potiuk/get-workflow-origin',
    outputs('structured', branches, 'sourceHeadBranch', 'pullRequestTitle'),
  ],
  [
    'stefanbuck/github-issue-parser',
    outputs('arbitrary', 'the text of the issue', 'jsonString', 'issueparser_*'),
  ],
  ['step-security/changed-files', outputs('arbitrary', files, '*_files', '*_dirs')],
  [
    'tj-actions/branch-names',
    outputs('structured', branches, 'current_branch', 'head_ref_branch', 'ref_branch'),
  ],
  ['tj-actions/changed-files', outputs('arbitrary', files, '*_files', '*_dirs')],
  ['trilom/file-changes-action', outputs('arbitrary', files, 'files*')],
  ['tzkhan/pr-update-action', outputs('structured', branches, 'headMatch')],
  ['xt0rted/pull-request-comment-branch', outputs('structured', branches, 'head_ref')],
  ['zentered/issue-forms-body-parser', outputs('arbitrary', 'the text of the issue', '*')],
]);

/** What an outsider controls in an output of an action; `undefined` when nothing is known. */
export function taintedOutput(action: string, name: string): TaintedOutputs | undefined {
  const known = tainted.get(action.toLowerCase());
  if (known === undefined) return undefined;
  return known.names.some((pattern) => matches(pattern, name)) ? known : undefined;
}

function matches(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern.toLowerCase() === name;
  const lower = pattern.toLowerCase();
  return name.startsWith(lower.slice(0, star)) && name.endsWith(lower.slice(star + 1));
}
