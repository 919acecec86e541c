import type { Fix } from '#model/source-range.ts';
import type { YamlEntry, YamlNode } from '#yaml/node.ts';
import type { Job, PipelineSubject, PipelineSystem } from '../model.ts';
import { entryOf, isTrue } from '../yaml-access.ts';

/** The jobs of a file of these systems; none of another one's. */
export function jobsIn(
  { system, pipeline }: PipelineSubject,
  ...systems: readonly PipelineSystem[]
): readonly Job[] {
  return systems.includes(system) ? (pipeline?.jobs ?? []) : [];
}

/** The entry of a map whose value is true. */
export function switchedOn(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  const entry = entryOf(node, key);
  return isTrue(entry?.value) ? entry : undefined;
}

/** Writes false where true stands. */
export function switchOff({ value: { range } }: YamlEntry, title: string): readonly Fix[] {
  const { start, end } = range;
  return [{ title, safety: 'review', edits: [{ start, end, text: 'false' }] }];
}
