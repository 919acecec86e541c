import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf } from '#yaml/read.ts';
import type { PipelineSubject, SourceString } from '../model.ts';
import { mergedMap } from '../system/map.ts';
import { entryOf, keyOf } from '../yaml-access.ts';

/** A job as a workflow uses it, with what the workflow adds to it. */
export interface ScheduledJob {
  readonly name: SourceString;
  readonly node: YamlNode | undefined;
}

/** Jobs of all workflows that say more than a name. */
export function scheduledJobs({ system, yaml }: PipelineSubject): readonly ScheduledJob[] {
  if (system !== 'circleci') return [];
  const root = mergedMap(yaml?.documents[0]?.root);
  return entriesOf(entryOf(root, 'workflows')?.value).flatMap((workflow) =>
    itemsOf(entryOf(workflow.value, 'jobs')?.value).flatMap((item) =>
      entriesOf(item)
        .slice(0, 1)
        .map((entry) => ({ name: keyOf(entry), node: mergedMap(entry.value) })),
    ),
  );
}
