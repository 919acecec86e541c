import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve } from '#yaml/read.ts';
import type { SourceString, Trigger } from '../model.ts';
import { keyOf, rangeOfEntry, stringOf } from '../yaml-access.ts';

type Nature = Pick<Trigger, 'kind' | 'actor' | 'codeFrom' | 'secrets'>;

const byOutsiders: Nature = {
  kind: 'issue',
  actor: 'outsider',
  codeFrom: 'base',
  secrets: 'all',
};
const byContributors: Nature = {
  kind: 'other',
  actor: 'contributor',
  codeFrom: 'base',
  secrets: 'all',
};
const bySystem: Nature = { kind: 'other', actor: 'system', codeFrom: 'base', secrets: 'all' };

/** What is known of events (GitHub documentation, Events that trigger workflows). */
const natures: ReadonlyMap<string, Nature> = new Map<string, Nature>([
  ['pull_request', { kind: 'pr', actor: 'outsider', codeFrom: 'head', secrets: 'none' }],
  ['pull_request_review', { kind: 'pr', actor: 'outsider', codeFrom: 'head', secrets: 'none' }],
  [
    'pull_request_review_comment',
    { kind: 'pr', actor: 'outsider', codeFrom: 'head', secrets: 'none' },
  ],
  ['pull_request_target', { ...byOutsiders, kind: 'pr-target' }],
  ['pull_request_comment', { ...byOutsiders, kind: 'comment' }],
  ['issue_comment', { ...byOutsiders, kind: 'comment' }],
  ['discussion_comment', { ...byOutsiders, kind: 'comment' }],
  ['commit_comment', { ...byOutsiders, kind: 'comment' }],
  ['issues', byOutsiders],
  ['discussion', byOutsiders],
  ['fork', byOutsiders],
  ['watch', byOutsiders],
  ['gollum', byOutsiders],
  ['workflow_run', { ...byOutsiders, kind: 'upstream' }],
  ['check_run', { ...byOutsiders, kind: 'upstream' }],
  ['check_suite', { ...byOutsiders, kind: 'upstream' }],
  ['status', { ...byOutsiders, kind: 'upstream' }],
  ['push', { ...byContributors, kind: 'push', codeFrom: 'head' }],
  ['create', byContributors],
  ['delete', byContributors],
  ['merge_group', byContributors],
  ['deployment', byContributors],
  ['deployment_status', byContributors],
  ['label', byContributors],
  ['milestone', byContributors],
  ['page_build', byContributors],
  ['project', byContributors],
  ['project_card', byContributors],
  ['project_column', byContributors],
  ['registry_package', byContributors],
  ['release', { ...byContributors, kind: 'release' }],
  ['workflow_dispatch', { ...byContributors, kind: 'manual', actor: 'maintainer' }],
  ['repository_dispatch', { ...byContributors, kind: 'api', actor: 'maintainer' }],
  ['branch_protection_rule', { ...bySystem, actor: 'maintainer' }],
  ['public', { ...bySystem, actor: 'maintainer' }],
  ['schedule', { ...bySystem, kind: 'schedule' }],
  ['workflow_call', { ...byOutsiders, kind: 'call' }],
]);

/** What starts a workflow: the value of `on`, a name, a list or a map. */
export function triggersOf(on: YamlNode | undefined): readonly Trigger[] {
  const value = resolve(on);
  if (value === undefined) return [];
  if (value.kind === 'scalar') return named(value);
  if (value.kind === 'list') return itemsOf(value).flatMap(named);
  return entriesOf(value).map((entry) => {
    const settings = resolve(entry.value);
    const trigger = triggerOf(keyOf(entry));
    const tags = trigger.kind === 'push' && isTagOnly(settings);
    return {
      ...trigger,
      ...(tags && { kind: 'tag' as const }),
      ...(settings !== undefined && { settings }),
      range: rangeOfEntry(entry),
    };
  });
}

function named(node: YamlNode): readonly Trigger[] {
  const name = stringOf(node);
  return name === undefined ? [] : [triggerOf(name)];
}

function triggerOf(name: SourceString): Trigger {
  const nature = natures.get(name.value) ?? byContributors;
  return { name, ...nature, range: name.range };
}

/** A push that only tags start. */
function isTagOnly(settings: YamlNode | undefined): boolean {
  const keys = new Set(entriesOf(settings).map((entry) => keyOf(entry).value));
  const tags = keys.has('tags') || keys.has('tags-ignore');
  return tags && !keys.has('branches') && !keys.has('branches-ignore');
}
