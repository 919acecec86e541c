import type { Fix } from '#model/source-range.ts';
import type { Reference } from '../model.ts';
import { editIn } from '../scalar-edit.ts';
import type { PipelineSettings } from '../settings.ts';

/** Pins a reference to a digest that somebody knows for sure; its version stays as a comment. */
export function pinFix(
  { text, source, version, comment }: Reference,
  { digestOf }: PipelineSettings,
): readonly Fix[] {
  const { node, value } = text;
  if (version === undefined || node === undefined) return [];
  const digest = digestOf?.(source, version);
  if (digest === undefined) return [];
  const at = value.lastIndexOf('@') + 1;
  const edits = [editIn(node, at, value.length, digest)];
  const { end } = text.range;
  if (comment === undefined) edits.push({ start: end, end, text: ` # ${version}` });
  return [{ title: `pin ${source} to the commit of ${version}`, safety: 'safe', edits }];
}
