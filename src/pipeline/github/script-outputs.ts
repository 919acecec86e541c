import type { ShellScript, Span } from '#shell/script.ts';
import type { Script } from '../model.ts';
import { distinct, type Influence, through } from './influence.ts';

/** Tells what a hole or a variable of a script may hold. */
export interface ScriptValues {
  hole(expression: string): readonly Influence[];
  variable(name: string): readonly Influence[];
}

/**
 * What a script writes to an output (`GITHUB_OUTPUT`, `::set-output`), an environment variable or another name: everything that
 * stands in the commands which mention `name=`, `name<<` or `name=name::`, through variables that the script sets before.
 */
export function writtenTo(
  name: string,
  script: Script,
  shell: ShellScript,
  values: ScriptValues,
): readonly Influence[] {
  const variables = assignedVariables(script, shell, values);
  const wanted = name.toLowerCase();
  const found = shell.commands.flatMap((command) => {
    const text = script.text.slice(command.start, command.end).toLowerCase();
    const writes =
      text.includes(`${wanted}=`) ||
      text.includes(`${wanted}<<`) ||
      text.includes(`name=${wanted}`);
    return writes ? heldBy(command, script, shell, { values, variables }) : [];
  });
  return distinct(found);
}

interface Known {
  readonly values: ScriptValues;
  readonly variables: ReadonlyMap<string, readonly Influence[]>;
}

/** Variables that hold something from outside because the script puts it there. */
function assignedVariables(
  script: Script,
  shell: ShellScript,
  values: ScriptValues,
): ReadonlyMap<string, readonly Influence[]> {
  const variables = new Map<string, readonly Influence[]>();
  for (const { name, word } of shell.assignments.slice(0, 500)) {
    if (word === undefined) continue;
    const held = heldBy(word, script, shell, { values, variables });
    if (held.length > 0) variables.set(name, held);
  }
  return variables;
}

/** What stands in a stretch of the script. */
function heldBy(
  { start, end }: Span,
  { holes }: Script,
  { uses }: ShellScript,
  { values, variables }: Known,
): readonly Influence[] {
  const fromHoles = holes
    .filter((hole) => hole.start >= start && hole.end <= end)
    .flatMap(({ expression }) => values.hole(expression));
  const fromVariables = uses
    .filter((use) => use.start >= start && use.end <= end && !use.name.startsWith('__'))
    .flatMap(({ name }) => {
      const held = variables.get(name) ?? values.variable(name);
      return held.map((each) => through(each, `$${name}`));
    });
  return distinct([...fromHoles, ...fromVariables]);
}
