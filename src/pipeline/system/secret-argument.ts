import type { SourceRange } from '#model/source-range.ts';
import { shellCommands } from '../check/parts.ts';
import type { Job, PipelineSubject } from '../model.ts';

/** A secret that a program is given as an argument. */
export interface SecretArgument {
  readonly program: string;
  readonly secret: string;
  readonly range: SourceRange;
  readonly job: Job;
}

/** Programs whose arguments nobody else sees, and comparisons. */
const silent = /^(?:|echo|printf|export|test|\[|\[\[|read|set|declare|local|:|true|unset|if)$/;

/** Secrets in the arguments of programs, by the variables that the system or people name so. */
export function secretArguments(subject: PipelineSubject): readonly SecretArgument[] {
  const uses = subject.pipeline?.secrets.filter(({ where }) => where === 'script') ?? [];
  const names = [...new Set(uses.map(({ name }) => name))].slice(0, 200);
  if (names.length === 0) return [];
  return [...shellCommands(subject, ...names)].flatMap(({ job, command, script }) => {
    if (silent.test(command.name)) return [];
    return uses
      .filter((use) => use.job === job)
      .filter(({ range }) =>
        command.argv.slice(1).some(({ start, end, pieces }) => {
          if (pieces.some(({ kind }) => kind === 'command')) return false;
          const word = script.rangeOf(start, end);
          return word.start <= range.start && range.end <= word.end;
        }),
      )
      .map(({ name, range }) => ({ program: command.name, secret: name, range, job }));
  });
}
