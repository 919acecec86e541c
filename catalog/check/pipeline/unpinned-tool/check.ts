import type { Violation } from '#contract/check.ts';
import { actionSteps, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { toolInput } from '#pipeline/table/tool-versions.ts';
import { variableOf } from '#pipeline/yaml-access.ts';

/** Actions that fetch the newest version of a tool. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step, uses } of actionSteps(subject)) {
    const name = toolInput(uses.source);
    if (name === undefined) continue;
    const given = variableOf(step.inputs, name);
    const dynamic = given?.value.includes('${{') === true;
    if (given !== undefined && given.value !== 'latest' && !dynamic) continue;
    yield {
      message: `"${uses.source}" installs whatever is newest`,
      range: given?.range ?? uses.text.range,
      ...(dynamic && { severity: 'low' as const }),
      ...subjectOf(job),
    };
  }
}
