import type { Job, Script, SecretUse, Step } from '../model.ts';

const maxUses = 5000;

/** Places where scripts and variables read a secret, by the names that the system and people give to them. */
export function secretUsesOf(
  jobs: readonly Job[],
  isSecret: (name: string) => boolean,
): readonly SecretUse[] {
  const uses = jobs.flatMap((job) =>
    job.steps.flatMap((step) =>
      step.scripts.flatMap((script) => usesIn(script, job, step, isSecret)),
    ),
  );
  return uses.slice(0, maxUses);
}

function usesIn(
  script: Script,
  job: Job,
  step: Step,
  isSecret: (name: string) => boolean,
): readonly SecretUse[] {
  return [...script.text.matchAll(/\$\{?([A-Za-z_]\w{2,100})/g)]
    .filter(([, name = '']) => isSecret(name))
    .map((match) => ({
      name: match[1] ?? '',
      range: script.rangeOf(match.index, match.index + match[0].length),
      where: 'script',
      job,
      step,
    }));
}
