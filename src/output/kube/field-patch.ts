import type { Fix } from '#model/source-range.ts';
import { clean } from '../clean.ts';

const maxEdits = 6;
const maxLines = 30;

/** A line of a preview: what goes, or what comes. */
export interface PatchLine {
  readonly kind: 'gone' | 'new';
  readonly text: string;
}

/**
 * What a patch of an object does to the field that it is about: the name of what goes, and the lines that come, without the margin
 * that they have in the file. Texts are clean.
 */
export function fieldPatchLines({ edits }: Fix, field: string): readonly PatchLine[] {
  return edits
    .slice(0, maxEdits)
    .flatMap(({ start, end, text }): PatchLine[] => [
      ...(end > start ? [{ kind: 'gone' as const, text: lastOf(field) }] : []),
      ...marginless(text).map((line) => ({ kind: 'new' as const, text: line })),
    ]);
}

/** `privileged` of `spec.containers[0].securityContext.privileged`. */
function lastOf(field: string): string {
  return field === '' ? 'what is there' : clean(field.slice(field.lastIndexOf('.') + 1), 300);
}

function marginless(text: string): readonly string[] {
  // In `{a: b, c: d}` an entry comes with the comma before it.
  const lines = text
    .slice(0, 4000)
    .replace(/^, /, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, maxLines);
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => clean(line.slice(margin).trimEnd(), 300));
}
