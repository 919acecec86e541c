import type { Edit, Fix } from '#model/source-range.ts';
import type { PipelineSubject } from '../model.ts';
import type { UpdateEntry } from '../update-rules.ts';
import { entryOf, scalarOf } from '../yaml-access.ts';
import { addBelow } from '../yaml-edit.ts';

/** Makes an update bot wait as long as is demanded. */
export function cooldownFix(subject: PipelineSubject, entry: UpdateEntry): readonly Fix[] {
  const edit = subject.system === 'dependabot' ? dependabotEdit(subject, entry) : undefined;
  const days = subject.settings.cooldownDays;
  return edit === undefined ? [] : [{ title: `wait ${days} days`, safety: 'safe', edits: [edit] }];
}

function dependabotEdit(
  { source, settings }: PipelineSubject,
  { node }: UpdateEntry,
): Edit | undefined {
  if (node === undefined) return undefined;
  const days = String(settings.cooldownDays);
  const cooldown = entryOf(node, 'cooldown');
  const stated = scalarOf(entryOf(cooldown?.value, 'default-days')?.value);
  if (stated !== undefined) return { start: stated.range.start, end: stated.range.end, text: days };
  const after = node.entries.some(({ value }) => value.kind === 'scalar')
    ? 'package-ecosystem'
    : undefined;
  return addBelow(source, {
    parent: node,
    key: 'cooldown',
    ...(after !== undefined && { after }),
    entries: [['default-days', days]],
  });
}
