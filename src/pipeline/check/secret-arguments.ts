import type { SourceRange } from '#model/source-range.ts';
import type { ShellCommand } from '#shell/script.ts';
import type { Job, PipelineSubject, SecretUse } from '../model.ts';
import { shellCommands } from './parts.ts';

/** A secret on the command line of a program. */
export interface SecretArgument {
  readonly program: string;
  readonly secret: string;
  readonly range: SourceRange;
  readonly job: Job;
}

/** Commands of the shell itself: nothing is started, so nobody sees their arguments. */
const builtins = new Set([
  '',
  'echo',
  'printf',
  'export',
  'test',
  '[',
  '[[',
  'read',
  'set',
  'declare',
  'local',
  'eval',
  ':',
  'true',
]);

/** Names of values that are kept as secrets without being any. */
const plain =
  /(?:^|_)(?:URL|HOST|HOSTNAME|ID|USER|USERNAME|REGION|PROJECT|NAMESPACE|DOMAIN|BUCKET)$/;

/** All secrets that are expanded into the arguments of a program. */
export function secretArguments(subject: PipelineSubject): readonly SecretArgument[] {
  const inScripts =
    subject.pipeline?.secrets.filter(
      ({ where, name }) => where === 'script' && !plain.test(name),
    ) ?? [];
  if (inScripts.length === 0) return [];
  const byStep = Map.groupBy(inScripts, ({ step }) => step);
  return [...shellCommands(subject, 'secrets')].flatMap(({ job, step, command, script }) => {
    if (builtins.has(command.name)) return [];
    const uses = byStep.get(step) ?? [];
    return uses
      .filter((use) => isArgument(use, command, script.rangeOf))
      .map(({ name, range }) => ({ program: command.name, secret: name, range, job }));
  });
}

function isArgument(
  { range }: SecretUse,
  { argv }: ShellCommand,
  rangeOf: (start: number, end: number) => SourceRange,
): boolean {
  return argv.slice(1).some(({ start, end, pieces }) => {
    const word = rangeOf(start, end);
    const nested = pieces.some(({ kind }) => kind === 'command');
    return !nested && word.start <= range.start && range.end <= word.end;
  });
}
