import type { Violation } from '#contract/check.ts';
import type { DockerfileSubject } from './subject.ts';

/** Instructions that a build refuses: unknown ones, flags and arguments that are wrong, values that cannot be. */
export function refusedStep(subject: DockerfileSubject): readonly Violation[] {
  if (subject.fromHistory) return [];
  const { file, resolved } = subject;
  const refused = file.problems.filter(({ phase }) => phase === 'instruction');
  const places = [...refused, ...resolved.errors.filter(({ stage }) => stage !== -1)];
  return places.flatMap(({ message, instruction }) => {
    const owner = file.instructions[instruction ?? -1];
    if (owner === undefined) return [];
    return [{ message: message.slice(0, 500), range: subject.placeOf(owner) }];
  });
}
