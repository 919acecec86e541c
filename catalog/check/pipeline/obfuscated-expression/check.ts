import type { Violation } from '#contract/check.ts';
import { constantFix, constantParts, plainUses, usesEdit } from '#pipeline/check/obfuscation.ts';
import { actionSteps, stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import { rangeOfNode } from '#pipeline/github/expression.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, scalarOf } from '#pipeline/yaml-access.ts';

/** Paths with needless segments, expressions that always give the same, inputs that are one expression. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  yield* paths(subject);
  for (const { job, step } of stepsOf(subject)) {
    const given = scalarOf(entryOf(step.node, 'with')?.value);
    if (given?.text.includes('${{') !== true) continue;
    const message = 'all inputs come from one expression, so nobody sees what is given';
    yield { message, range: given.range, ...subjectOf(job) };
  }
  for (const { expression, node, text } of constantParts(subject))
    yield {
      message: `this always gives ${JSON.stringify(text)}`,
      range: rangeOfNode(expression, node),
      fixes: constantFix(expression, node, text),
    };
}

function* paths(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, uses } of actionSteps(subject)) {
    const plain = plainUses(uses);
    if (plain === undefined) continue;
    const message = `"${uses.source}" has needless path segments`;
    yield { message, range: uses.text.range, ...subjectOf(job), fixes: usesEdit(uses, plain) };
  }
}
