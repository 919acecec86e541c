import type { Violation } from '#contract/check.ts';
import { authorContext } from '#pipeline/check/author-context.ts';
import { type BotTrust, botTrusts } from '#pipeline/check/bot.ts';
import { conditionsOf, expressionsOfCondition } from '#pipeline/check/conditions.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { type Expression, rangeOfNode } from '#pipeline/github/expression.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';
import { editIn } from '#pipeline/scalar-edit.ts';

/** Conditions that trust the last actor because it is a bot. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const placed of conditionsOf(subject)) {
    for (const expression of expressionsOfCondition(placed))
      for (const trust of expression.tree === undefined ? [] : botTrusts(expression.tree))
        yield {
          message: `the last actor is compared with "${trust.bot}", which anybody can bring about`,
          range: rangeOfNode(expression, trust.node),
          ...subjectOf(placed.job),
          fixes: fixOf(expression, trust, placed.job),
        };
  }
}

function fixOf({ scalar, offset }: Expression, { context, byId }: BotTrust, job: Job) {
  const author = authorContext(job.triggers, byId);
  if (author === undefined) return [];
  const edit = editIn(scalar, offset + context.start, offset + context.end, author);
  return [{ title: `compare ${author}`, safety: 'review' as const, edits: [edit] }];
}
