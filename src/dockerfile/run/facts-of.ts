import type { IgnoreFile } from '../dockerignore.ts';
import type { BuildInputs, ResolvedStage } from '../resolved.ts';
import { type DockerfileSettings, defaultSettings } from '../settings.ts';
import type { DockerfileSubject } from '../subject.ts';
import { type RuleFacts, readFacts } from './rule-facts.ts';

/** A memory of what is a pure function of its key, and as short-lived: no state that a caller could notice. */
const known = new WeakMap<object, RuleFacts>();

/** What this room's rules need of a subject. */
export type RuleSubject = Pick<DockerfileSubject, 'file' | 'runs'> & {
  readonly target?: ResolvedStage | undefined;
  readonly ignore?: IgnoreFile | undefined;
  readonly settings?: DockerfileSettings;
  readonly inputs?: BuildInputs;
};

/** The facts of a subject, gathered when the first check asks for them. */
export function factsOf(subject: RuleSubject): RuleFacts {
  const before = known.get(subject);
  if (before !== undefined) return before;
  const { file, runs, ignore, target, settings = defaultSettings, inputs } = subject;
  const facts = readFacts(
    {
      file,
      runs,
      ...(ignore !== undefined && { ignore }),
      ...(target !== undefined && { target }),
      ...(inputs?.buildArgs !== undefined && { buildArgs: inputs.buildArgs }),
    },
    settings,
  );
  known.set(subject, facts);
  return facts;
}
