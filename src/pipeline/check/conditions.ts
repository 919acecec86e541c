import type { YamlScalar } from '#yaml/node.ts';
import { bareExpression, type Expression, expressionsIn } from '../github/expression.ts';
import type { Condition, Job, PipelineSubject, Step } from '../model.ts';
import { scalarOf } from '../yaml-access.ts';

/** The condition of a job or a step. */
export interface PlacedCondition {
  readonly condition: Condition;
  readonly scalar: YamlScalar;
  readonly job: Job;
  readonly step?: Step;
}

/** All conditions of a pipeline, in order. */
export function conditionsOf({ pipeline }: PipelineSubject): readonly PlacedCondition[] {
  return (
    pipeline?.jobs.flatMap((job) => [
      ...placed(job.condition, job),
      ...job.steps.flatMap((step) => placed(step.condition, job, step)),
    ]) ?? []
  );
}

/** The expressions of a condition: those with delimiters, else all of it. */
export function expressionsOfCondition({ scalar }: PlacedCondition): readonly Expression[] {
  const fenced = expressionsIn(scalar);
  return fenced.length > 0 ? fenced : [bareExpression(scalar)];
}

function placed(
  condition: Condition | undefined,
  job: Job,
  step?: Step,
): readonly PlacedCondition[] {
  const scalar = scalarOf(condition?.node);
  if (condition === undefined || scalar === undefined) return [];
  return [{ condition, scalar, job, ...(step !== undefined && { step }) }];
}
