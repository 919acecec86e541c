import type { Violation } from '#contract/check.ts';
import { environmentsOf } from '#pipeline/check/environments.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { spanOf } from '#pipeline/range.ts';
import { removeBelow } from '#pipeline/yaml-edit.ts';

const switches = new Set([
  'ACTIONS_RUNNER_DEBUG',
  'ACTIONS_STEP_DEBUG',
  'CI_DEBUG_SERVICES',
  'CI_DEBUG_TRACE',
  'SYSTEM.DEBUG',
  'SYSTEM_DEBUG',
]);

/** Variables that switch debug output on, in any system. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { variables, what, node, job } of environmentsOf(subject))
    for (const { name, value, range } of variables) {
      if (!switches.has(name.value.toUpperCase()) || value.trim().toLowerCase() !== 'true')
        continue;
      const edit = node && removeBelow(subject.source, node, 'env', name.value);
      yield {
        message: `${name.value} is set for ${what}`,
        range: spanOf(name.range, range),
        ...(job !== undefined && { subject: job }),
        fixes: edit ? [{ title: `remove ${name.value}`, safety: 'safe', edits: [edit] }] : [],
      };
    }
}
