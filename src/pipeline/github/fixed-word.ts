/** Members of `github` and `runner` that nobody can put a quote or a blank into. */
const words = new Set([
  'github.action_path',
  'github.event_name',
  'github.event.after',
  'github.event.before',
  'github.job',
  'github.repository',
  'github.repository_id',
  'github.repository_owner',
  'github.repository_owner_id',
  'github.repositoryurl',
  'github.run_attempt',
  'github.run_id',
  'github.run_number',
  'github.server_url',
  'github.sha',
  'github.token',
  'github.triggering_actor',
  'github.workspace',
  'github.event.pull_request.base.sha',
  'github.event.pull_request.head.sha',
  'runner.arch',
  'runner.debug',
  'runner.os',
  'runner.temp',
  'runner.tool_cache',
]);

/** Members of payloads that are numbers, times, truth values or words of a closed list. */
const members = new Set([
  'additions',
  'archived',
  'author_association',
  'base_sha',
  'changed_files',
  'comments',
  'commits',
  'conclusion',
  'deleted',
  'deletions',
  'disabled',
  'draft',
  'fork',
  'forks',
  'id',
  'locked',
  'maintainer_can_modify',
  'mergeable',
  'merged',
  'number',
  'position',
  'prerelease',
  'private',
  'protected',
  'rebaseable',
  'ref_type',
  'review_comments',
  'run_attempt',
  'run_number',
  'side',
  'site_admin',
  'size',
  'state',
  'status',
  'total',
  'type',
  'verified',
]);

const numbers = /_(?:at|count)$|^(?:allow|has|is)_/;
/** `node_id` and the like hold what others make up. */
const ids =
  /^(?:check_suite|deleted_by|discussion|enterprise|organization|parent|release|repository|repository_owner|workflow)_id$/;

/** Whether a context, as its path in lower case, holds only what GitHub makes up, whatever starts the run. */
export function isFixedWord(path: readonly string[]): boolean {
  const leaf = path.at(-1) ?? '';
  if (words.has(path.join('.'))) return true;
  if (path[0] !== 'github' || path[1] !== 'event' || path.length < 4) return false;
  return members.has(leaf) || numbers.test(leaf) || ids.test(leaf);
}
