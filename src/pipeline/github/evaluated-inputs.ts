import type { Dialect } from '../model.ts';

/** An input of an action that the action runs as a program or a template. */
export interface EvaluatedInput {
  readonly name: string;
  readonly dialect: Dialect;
}

/** Actions that evaluate what they are given, by lower-case name; from the actions' own documentation. */
const evaluating: ReadonlyMap<string, readonly EvaluatedInput[]> = new Map<
  string,
  readonly EvaluatedInput[]
>([
  ['8398a7/action-slack', inputs('javascript', 'custom_payload')],
  ['actions/github-script', inputs('javascript', 'script')],
  ['addnab/docker-run-action', inputs('sh', 'run', 'options')],
  ['amadevus/pwsh-script', inputs('pwsh', 'script')],
  ['appleboy/ssh-action', inputs('sh', 'script')],
  ['azure/cli', inputs('bash', 'inlineScript')],
  ['azure/powershell', inputs('pwsh', 'inlineScript')],
  ['cardinalby/js-eval-action', inputs('javascript', 'expression')],
  ['devorbitus/yq-action-output', inputs('sh', 'cmd')],
  ['gautamkrishnar/blog-post-workflow', inputs('javascript', 'item_exec')],
  [
    'imjohnbo/issue-bot',
    inputs(
      'other',
      'body',
      'linked-comments-previous-issue-text',
      'linked-comments-new-issue-text',
    ),
  ],
  ['jannekem/run-python-script-action', inputs('python', 'script')],
  ['lucasbento/auto-close-issues', inputs('other', 'issue-close-message')],
  ['mikefarah/yq', inputs('sh', 'cmd')],
  ['nick-fields/retry', inputs('bash', 'command', 'on_retry_command')],
  ['nick-invision/retry', inputs('bash', 'command', 'on_retry_command')],
  ['roots/issue-closer-action', inputs('other', 'issue-close-message', 'pr-close-message')],
  ['sergeysova/jq-action', inputs('sh', 'cmd')],
  ['skitionek/notify-microsoft-teams', inputs('javascript', 'overwrite')],
  [
    'tibdex/backport',
    inputs('other', 'body_template', 'head_template', 'labels_template', 'title_template'),
  ],
  ['wei/wget', inputs('sh', 'args')],
]);

/** The inputs of an action (`owner/repo` or with path) that it evaluates. */
export function evaluatedInputs(action: string): readonly EvaluatedInput[] {
  return evaluating.get(action.toLowerCase()) ?? [];
}

function inputs(dialect: Dialect, ...names: readonly string[]): readonly EvaluatedInput[] {
  return names.map((name) => ({ name, dialect }));
}
