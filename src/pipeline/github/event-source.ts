import type { Actor, Trust } from '../model.ts';
import { anyMember } from './context-path.ts';

/** What is known of a value that GitHub hands to a run. */
export interface EventSource {
  readonly trust: Trust;
  /** The least trusted person who sets it. */
  readonly actor: Actor;
  /** Events that bring it; absent: all of them. */
  readonly events?: readonly string[];
}

const fixed: EventSource = { trust: 'fixed', actor: 'system' };
const ofPulls = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_comment',
];

/** Top-level members of `github` that are no fixed words. */
const topLevel: ReadonlyMap<string, EventSource> = new Map<string, EventSource>([
  ['head_ref', { trust: 'structured', actor: 'outsider', events: ofPulls }],
  ['ref', { trust: 'structured', actor: 'contributor' }],
  ['ref_name', { trust: 'structured', actor: 'contributor' }],
  ['base_ref', { trust: 'structured', actor: 'contributor', events: ofPulls }],
]);

/** Who fills an object of the payload, and in which events (GitHub documentation, Webhook events and payloads). */
const objects: ReadonlyMap<string, Omit<EventSource, 'trust'>> = new Map<
  string,
  Omit<EventSource, 'trust'>
>([
  ['pull_request', { actor: 'outsider', events: ofPulls }],
  ['issue', { actor: 'outsider', events: ['issues', 'issue_comment'] }],
  [
    'comment',
    {
      actor: 'outsider',
      events: [
        'issue_comment',
        'pull_request_review_comment',
        'pull_request_comment',
        'discussion_comment',
        'commit_comment',
      ],
    },
  ],
  ['review', { actor: 'outsider', events: ['pull_request_review'] }],
  ['review_comment', { actor: 'outsider' }],
  ['discussion', { actor: 'outsider', events: ['discussion', 'discussion_comment'] }],
  ['head_commit', { actor: 'outsider', events: ['push', 'merge_group'] }],
  ['commits', { actor: 'outsider', events: ['push'] }],
  ['workflow_run', { actor: 'outsider', events: ['workflow_run'] }],
  ['pages', { actor: 'outsider', events: ['gollum'] }],
  ['forkee', { actor: 'outsider', events: ['fork'] }],
  ['check_run', { actor: 'outsider', events: ['check_run'] }],
  ['check_suite', { actor: 'outsider', events: ['check_suite'] }],
  ['release', { actor: 'contributor', events: ['release'] }],
  ['inputs', { actor: 'maintainer', events: ['workflow_dispatch'] }],
  ['client_payload', { actor: 'maintainer', events: ['repository_dispatch'] }],
  ['ref', { actor: 'contributor', events: ['push', 'create', 'delete'] }],
  ['base_ref', { actor: 'contributor', events: ['push'] }],
  ['deployment', { actor: 'contributor' }],
  ['repository', { actor: 'maintainer' }],
  ['organization', { actor: 'maintainer' }],
  ['label', { actor: 'contributor' }],
  ['milestone', { actor: 'contributor' }],
  ['pusher', { actor: 'contributor', events: ['push'] }],
]);

/** Members with a narrow alphabet that still allows `$(…)`, quotes or `;`: names of git references. */
const referenceNames = new Set([
  'ref',
  'label',
  'head_branch',
  'default_branch',
  'master_branch',
  'base_ref',
  'tag_name',
  'target_commitish',
]);

/** Members that only ever hold numbers, hashes, words of a closed list, or names of a harmless alphabet. */
const harmless = new Set([
  'action',
  'active_lock_reason',
  'after',
  'author_association',
  'avatar_url',
  'before',
  'changed_files',
  'color',
  'commit_id',
  'comments',
  'commits_count',
  'conclusion',
  'draft',
  'fork',
  'full_name',
  'installation',
  'locked',
  'login',
  'maintainer_can_modify',
  'merged',
  'mergeable',
  'mergeable_state',
  'name_with_owner',
  'number',
  'oid',
  'prerelease',
  'private',
  'rebaseable',
  'ref_type',
  'run_attempt',
  'run_number',
  'sha',
  'side',
  'size',
  'spdx_id',
  'state',
  'state_reason',
  'status',
  'timestamp',
  'type',
  'url',
  'user_view_type',
  'visibility',
]);

/** Owners of a `name` that is a login or the name of a repository or workflow. */
const nameHolders = new Set([
  'repo',
  'repository',
  'head_repository',
  'forkee',
  'owner',
  'pusher',
  'workflow_run',
  'workflow',
  'organization',
  'category',
  'app',
]);

/** Objects: in a text they are the word `Object`; only a function that writes them out shows what they hold. */
const containers = new Set([
  ...objects.keys(),
  'event',
  'head',
  'base',
  'user',
  'author',
  'committer',
  'sender',
  'labels',
  'assignees',
  'changes',
  'pull_requests',
  'head_repository',
  'repo',
]);

/**
 * What is known of a path below `github` (`['github', 'event', 'issue', 'title']`); `written` when a function writes
 * whole objects out (`toJSON`).
 */
export function sourceOf(path: readonly string[], written: boolean): EventSource {
  const [, first] = path;
  if (first === undefined) return written ? { trust: 'arbitrary', actor: 'outsider' } : fixed;
  if (first !== 'event') return topLevel.get(first) ?? fixed;
  return eventSource(path.slice(2), written);
}

function eventSource(path: readonly string[], written: boolean): EventSource {
  const names = path.filter((name) => name !== anyMember);
  const [object = 'event'] = names;
  const leaf = names.at(-1) ?? 'event';
  const setter = setterOf(object, names);
  const isObject = names.length === 0 || (containers.has(leaf) && !isReferenceName(names));
  if (isObject && object !== 'inputs' && object !== 'client_payload')
    return written ? { trust: 'arbitrary', ...setter } : fixed;
  return { trust: trustOf(names, leaf), ...setter };
}

function setterOf(object: string, names: readonly string[]): Omit<EventSource, 'trust'> {
  const setter = objects.get(object) ?? { actor: 'outsider' as const };
  const byMaintainers = names.includes('labels') || names.includes('milestone');
  const ofBase = names.includes('base');
  return byMaintainers || ofBase ? { ...setter, actor: 'contributor' } : setter;
}

function trustOf(names: readonly string[], leaf: string): Trust {
  if (names[0] === 'inputs' || names[0] === 'client_payload') return 'arbitrary';
  if (isReferenceName(names)) return 'structured';
  if (isHarmless(leaf)) return 'fixed';
  const holder = names.at(-2) ?? '';
  if (leaf === 'name') return nameTrust(names, holder);
  return special.get(`${holder}.${leaf}`) ?? 'arbitrary';
}

/** Members that mean something else in one object than in others. */
const special: ReadonlyMap<string, Trust> = new Map<string, Trust>([
  ['pusher.email', 'structured'],
  ['workflow_run.path', 'fixed'],
  ['workflow_run.event', 'fixed'],
]);

function nameTrust(names: readonly string[], holder: string): Trust {
  if (names.includes('pull_requests') && holder === 'repo') return 'structured';
  return nameHolders.has(holder) ? 'fixed' : 'arbitrary';
}

/** `label` is a reference name only in `head.label`; elsewhere it is an object. */
function isReferenceName(names: readonly string[]): boolean {
  const leaf = names.at(-1) ?? '';
  if (!referenceNames.has(leaf)) return false;
  return leaf !== 'label' || names.at(-2) === 'head' || names.at(-2) === 'base';
}

function isHarmless(leaf: string): boolean {
  return (
    harmless.has(leaf) ||
    leaf === 'id' ||
    leaf.endsWith('_id') ||
    leaf.endsWith('_at') ||
    leaf.endsWith('_url') ||
    leaf.endsWith('_sha') ||
    leaf.endsWith('_count') ||
    leaf.startsWith('allow_') ||
    leaf.startsWith('has_') ||
    leaf.startsWith('is_')
  );
}
