import type { Violation } from '#contract/check.ts';
import type { Fix } from '#model/source-range.ts';
import type { ResolvedStage } from '../resolved.ts';
import type { DockerfileSubject } from '../subject.ts';
import type { BuildkitRule, Hit } from './hit.ts';

/** What a check makes of a hit: a fix, more to say, or nothing at all. */
export interface Shown {
  readonly message?: string;
  readonly fix?: Fix | undefined;
  readonly severity?: Violation['severity'];
}

/** Hits as violations of a check; `shown` gives `undefined` where our own check stays silent. */
export function violationsOf(
  subject: DockerfileSubject,
  hits: Iterable<Hit>,
  shown: (hit: Hit) => Shown | undefined,
): readonly Violation[] {
  const violations: Violation[] = [];
  for (const hit of hits) {
    const more = shown(hit);
    if (more === undefined) continue;
    const { message = hit.detail, fix, severity } = more;
    const stage = stageOf(subject, hit);
    violations.push({
      message,
      range: subject.rangeOf(hit.span),
      ...(stage !== undefined && { subject: stage.label }),
      ...(severity !== undefined && { severity }),
      ...(fix !== undefined && { fixes: [fix] }),
    });
  }
  return violations;
}

/** The stage in which an instruction stands. */
function stageOf({ stages }: DockerfileSubject, { instruction }: Hit): ResolvedStage | undefined {
  const { index } = instruction;
  let low = 0;
  let high = stages.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stages[middle]?.stage.from.index ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const found = stages[low];
  return found !== undefined && found.stage.from.index <= index ? found : undefined;
}

/** Hits of one rule in a file. */
export function hitsOf({ hits }: DockerfileSubject, rule: BuildkitRule): readonly Hit[] {
  return hits.get(rule) ?? [];
}

/** A fix of one replacement that keeps what the file does. */
export function safeFix(
  subject: DockerfileSubject,
  title: string,
  { span, text }: { readonly span: Hit['span']; readonly text: string },
): Fix {
  return { title, safety: 'safe', edits: [subject.edit(span, text)] };
}
