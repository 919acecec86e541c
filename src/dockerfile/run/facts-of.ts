import type { IgnoreFile } from '../dockerignore.ts';
import type { BuildInputs, ResolvedStage } from '../resolved.ts';
import { type DockerfileSettings, defaultSettings } from '../settings.ts';
import type { DockerfileSubject } from '../subject.ts';
import { type RuleFacts, readFacts } from './rule-facts.ts';

/** What this room's rules need of a subject. */
export type RuleSubject = Pick<DockerfileSubject, 'file' | 'runs'> & {
  readonly target?: ResolvedStage | undefined;
  readonly ignore?: IgnoreFile | undefined;
  readonly settings?: DockerfileSettings;
  readonly inputs?: BuildInputs;
};

/** The facts of a subject: gathered when the first check asks for them. */
export function factsOf(subject: Pick<DockerfileSubject, 'facts'>): RuleFacts {
  return subject.facts;
}

/** Gathers the facts of a subject. */
export function readFactsOf(subject: RuleSubject): RuleFacts {
  const { file, runs, ignore, target, settings = defaultSettings, inputs } = subject;
  return readFacts(
    {
      file,
      runs,
      ...(ignore !== undefined && { ignore }),
      ...(target !== undefined && { target }),
      ...(inputs?.buildArgs !== undefined && { buildArgs: inputs.buildArgs }),
    },
    settings,
  );
}
