import type { Violation } from '#contract/check.ts';
import { type Environment, environmentsOf } from '#pipeline/check/environments.ts';
import type { PipelineSubject, Variable } from '#pipeline/model.ts';
import { spanOf } from '#pipeline/range.ts';
import { entryOf, variableOf } from '#pipeline/yaml-access.ts';
import { removeBelow } from '#pipeline/yaml-edit.ts';

const name = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';

/** The switch that lets the output of programs set variables. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.github === undefined) return;
  for (const environment of environmentsOf(subject)) {
    const variable = variableOf(environment.variables, name);
    if (variable?.value.trim().toLowerCase() !== 'true') continue;
    yield {
      message: `${name} is set for ${environment.what}`,
      range: spanOf(
        entryOf(environment.node, 'env')?.key.range ?? variable.name.range,
        variable.range,
      ),
      fixes: fixOf(subject, environment, variable),
    };
  }
}

function fixOf({ source }: PipelineSubject, { node }: Environment, variable: Variable) {
  const edit = node && removeBelow(source, node, 'env', variable.name.value);
  if (edit === undefined) return [];
  return [{ title: `remove ${name}`, safety: 'review' as const, edits: [edit] }];
}
