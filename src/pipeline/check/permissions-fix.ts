import type { Fix } from '#model/source-range.ts';
import type { PipelineSubject } from '../model.ts';
import { entryOf } from '../yaml-access.ts';

/** A `permissions` block in front of `jobs`; `contents: read` is what a checkout needs. */
export function permissionsBlock(
  { github, source }: PipelineSubject,
  rights: '{}' | 'read' = 'read',
): readonly Fix[] {
  const jobs = entryOf(github?.root, 'jobs');
  if (jobs === undefined || github?.root.flow !== false) return [];
  const { start } = jobs.key.range;
  const { newline } = source;
  const block = rights === '{}' ? 'permissions: {}' : `permissions:${newline}  contents: read`;
  const edits = [{ start, end: start, text: `${block}${newline}${newline}` }];
  const title = 'state the rights of the workflow';
  return [{ title, safety: rights === '{}' ? 'safe' : 'review', edits }];
}
