import type { Trigger } from '../model.ts';

/** Where the payload of an event names who made the thing that the event is about. */
const authors: ReadonlyMap<string, string> = new Map<string, string>([
  ['commit_comment', 'comment.user'],
  ['create', 'sender'],
  ['delete', 'sender'],
  ['discussion', 'discussion.user'],
  ['discussion_comment', 'comment.user'],
  ['fork', 'sender'],
  ['issue_comment', 'comment.user'],
  ['issues', 'issue.user'],
  ['label', 'sender'],
  ['milestone', 'milestone.creator'],
  ['pull_request', 'pull_request.user'],
  ['pull_request_review', 'review.user'],
  ['pull_request_review_comment', 'comment.user'],
  ['pull_request_target', 'pull_request.user'],
  ['release', 'release.author'],
  ['watch', 'sender'],
]);

/** The context that names the author, when all triggers agree on it. */
export function authorContext(triggers: readonly Trigger[], byId: boolean): string | undefined {
  const [first, ...rest] = triggers.map(({ name }) => authors.get(name.value));
  if (first === undefined || rest.some((each) => each !== first)) return undefined;
  return `github.event.${first}.${byId ? 'id' : 'login'}`;
}
