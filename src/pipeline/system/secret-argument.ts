import type { SourceRange } from '#model/source-range.ts';
import { type PlacedCommand, shellCommands } from '../check/parts.ts';
import type { Job, PipelineSubject, SecretUse } from '../model.ts';

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
  const byStep = Map.groupBy(
    uses.toSorted((a, b) => a.range.start - b.range.start),
    ({ step }) => step,
  );
  return [...shellCommands(subject, ...names)].flatMap((placed) => {
    if (silent.test(placed.command.name)) return [];
    return usesInside(byStep.get(placed.step) ?? [], placed.range)
      .filter((use) => isArgument(use, placed))
      .map(({ name, range }) => ({
        program: placed.command.name,
        secret: name,
        range,
        job: placed.job,
      }));
  });
}

/** The uses inside a range; `uses` are in the order of the file. */
function usesInside(uses: readonly SecretUse[], { start, end }: SourceRange): readonly SecretUse[] {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((uses[middle]?.range.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const found: SecretUse[] = [];
  for (let use = uses[low]; use !== undefined && use.range.start < end; use = uses[low]) {
    found.push(use);
    low += 1;
  }
  return found.slice(0, 100);
}

function isArgument({ range }: SecretUse, { command, script }: PlacedCommand): boolean {
  return command.argv.slice(1).some(({ start, end, pieces }) => {
    if (pieces.some(({ kind }) => kind === 'command')) return false;
    const word = script.rangeOf(start, end);
    return word.start <= range.start && range.end <= word.end;
  });
}
