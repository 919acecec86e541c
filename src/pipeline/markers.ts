import type { Marker } from '#check/markers.ts';
import { markersOf } from '#check/own-markers.ts';
import type { YamlComment } from '#yaml/node.ts';
import type { PipelineSubject } from './model.ts';

const ofZizmor = /^zizmor:\s*ignore\[([^\]]+)\](?:\s+(.*))?$/;

/**
 * Markers in comments: our own, Trivy's, and `zizmor: ignore[rule,…] reason`, which covers every finding whose place it stands
 * in or beside: its own line, the step or value that it belongs to, the line below when it stands alone.
 */
export function markersOfFile(subject: PipelineSubject): readonly Marker[] {
  const { yaml } = subject;
  if (yaml === undefined || yaml.comments.length === 0) return [];
  return yaml.comments.flatMap((comment) => markersIn(comment, subject));
}

function markersIn(comment: YamlComment, subject: PipelineSubject): readonly Marker[] {
  if (!/allow|ignore/.test(comment.text)) return [];
  const { from, to } = linesOf(comment, subject);
  const { line } = comment.range;
  const found = ofZizmor.exec(comment.text);
  if (found === null) return markersOf({ text: comment.text, line, from, to });
  const [, rules = '', reason = ''] = found;
  const ids = rules
    .split(',')
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '');
  return [
    {
      marker: comment.text,
      line,
      ids,
      tool: 'zizmor',
      from,
      to,
      ...(reason !== '' && { reason }),
    },
  ];
}

/** The lines that a comment speaks of. */
function linesOf(
  { range, alone }: YamlComment,
  { pipeline }: PipelineSubject,
): { readonly from: number; readonly to: number } {
  const { line } = range;
  const last = alone ? line + 1 : line;
  const steps = pipeline?.jobs.flatMap((job) => job.steps) ?? [];
  const step = steps.find((each) => each.range.line <= last && last <= each.range.endLine);
  if (step === undefined) return { from: line, to: last };
  return { from: Math.min(line, step.range.line), to: Math.max(last, step.range.endLine) };
}
