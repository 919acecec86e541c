import type { YamlMap } from '#yaml/node.ts';
import type { SourceString, Trigger } from '../model.ts';
import { triggerOf } from '../system/trigger.ts';
import { entryOf, stringAt } from '../yaml-access.ts';

const prefix = 'pipelinesascode.tekton.dev/';

/** An annotation of Pipelines as Code. */
export function annotation(metadata: YamlMap | undefined, name: string): SourceString | undefined {
  return stringAt(entryOf(metadata, 'annotations')?.value, `${prefix}${name}`);
}

/**
 * What starts a run (Pipelines as Code documentation, Matching events): `on-event`, a CEL expression, or a comment. Runs of
 * pull requests hold what the namespace holds.
 */
export function triggersOf(metadata: YamlMap | undefined): readonly Trigger[] {
  const texts = ['on-event', 'on-cel-expression', 'on-comment']
    .map((name) => [name, annotation(metadata, name)] as const)
    .filter((each): each is readonly [string, SourceString] => each[1] !== undefined);
  return texts.flatMap(([name, text]) =>
    name === 'on-comment' ? [triggerOf({ ...text, value: 'on-comment' }, 'comment')] : ofText(text),
  );
}

function ofText(text: SourceString): readonly Trigger[] {
  const { value } = text;
  const found: Trigger[] = [];
  if (/\bpull_request\b|\bmerge_request\b/.test(value))
    found.push(triggerOf({ ...text, value: 'pull_request' }, 'pr', { secrets: 'all' }));
  if (/\bpush\b/.test(value)) found.push(triggerOf({ ...text, value: 'push' }, 'push'));
  if (/\bincoming\b/.test(value)) found.push(triggerOf({ ...text, value: 'incoming' }, 'api'));
  return found;
}
