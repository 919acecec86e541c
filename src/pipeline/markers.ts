import type { Marker } from '#check/markers.ts';
import { markersOf } from '#check/own-markers.ts';
import type { SourceRange } from '#model/source-range.ts';
import type { YamlComment } from '#yaml/node.ts';
import type { PipelineSubject } from './model.ts';

const ofZizmor = /^zizmor:\s*ignore\[([^\]]+)\](?:\s+(.*))?$/;

/**
 * Markers in comments: our own, Trivy's, and `zizmor: ignore[rule,…] reason`, which covers every finding whose place it stands
 * in or beside: its own line, the step or value that it belongs to, the line below when it stands alone.
 */
export function markersOfFile(subject: PipelineSubject): readonly Marker[] {
  const all = subject.comments ?? subject.yaml?.comments ?? [];
  const comments = all.filter(({ text }) => /allow|ignore/.test(text));
  if (comments.length === 0) return [];
  const stretches = stretchesOf(subject);
  return comments.slice(0, maxMarkers).flatMap((comment) => markersIn(comment, stretches, subject));
}

const maxMarkers = 5000;

/** Findings of zizmor that span a whole job or file, so that a comment anywhere in it counts. */
const wide = new Set([
  'anonymous-definition',
  'concurrency-limits',
  'dangerous-triggers',
  'excessive-permissions',
  'undocumented-permissions',
]);

function markersIn(
  comment: YamlComment,
  stretches: readonly SourceRange[],
  subject: PipelineSubject,
): readonly Marker[] {
  const { from, to } = linesOf(comment, stretches);
  const { line } = comment.range;
  const found = ofZizmor.exec(comment.text);
  if (found === null) return markersOf({ text: comment.text, line, from, to });
  const [, rules = '', reason = ''] = found;
  const ids = rules.split(',').map((rule) => rule.trim());
  const narrow = ids.filter((id) => id !== '' && !wide.has(id));
  const marker = { marker: comment.text, line, tool: 'zizmor', ...(reason !== '' && { reason }) };
  return [
    ...(narrow.length > 0 ? [{ ...marker, ids: narrow, from, to }] : []),
    ...(narrow.length < ids.length
      ? [{ ...marker, ids: ids.filter((id) => wide.has(id)), ...wideLines(line, subject) }]
      : []),
  ];
}

/** The job around a line, else the whole file. */
function wideLines(
  line: number,
  { pipeline }: PipelineSubject,
): { readonly from: number; readonly to: number } {
  const job = pipeline?.jobs.find(
    ({ id, range }) => id.range.line <= line && line <= range.endLine,
  );
  if (job === undefined) return { from: 1, to: Number.MAX_SAFE_INTEGER };
  return { from: job.id.range.line, to: job.range.endLine };
}

/** Steps, and entries of update bots and hooks: what a comment in them speaks of. In the order of the file. */
function stretchesOf({ pipeline, updates, references }: PipelineSubject): readonly SourceRange[] {
  const steps = pipeline?.jobs.flatMap((job) => job.steps.map(({ range }) => range)) ?? [];
  const entries = updates?.entries.map(({ range }) => range) ?? [];
  const hooks = references.filter(({ kind }) => kind === 'hook').map(({ text }) => text.range);
  return [...steps, ...entries, ...hooks].toSorted((a, b) => a.line - b.line);
}

/** The lines that a comment speaks of: its step, else its own line, and the next one when it stands alone. */
function linesOf(
  { range, alone }: YamlComment,
  stretches: readonly SourceRange[],
): { readonly from: number; readonly to: number } {
  const { line } = range;
  const last = alone ? line + 1 : line;
  const step = lastAtOrBefore(stretches, last);
  if (step === undefined || step.endLine < last) return { from: line, to: last };
  return { from: Math.min(line, step.line), to: Math.max(last, step.endLine) };
}

/** The last stretch that begins at or before a line. */
function lastAtOrBefore(stretches: readonly SourceRange[], line: number): SourceRange | undefined {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return stretches[low - 1];
}
