import type { EmbeddedScript, ScriptComment } from '#contract/check.ts';
import type { DockerfileSubject } from '../subject.ts';
import type { RuleFacts, Run } from './rule-facts.ts';
import { declaredNames } from './stage-facts.ts';

/** Build arguments that every build has. */
const everywhere = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy'].flatMap(
  (name) => [name, name.toUpperCase()],
);

/** The scripts of all RUN instructions, for a program that judges them. */
export function scriptsOf({ facts }: Pick<DockerfileSubject, 'facts'>): readonly EmbeddedScript[] {
  return judgedRuns(facts).map(({ fact, outer, run }) => ({
    text: run.text.text,
    dialect: run.script.dialect,
    declared: [...declaredNames(fact, outer.index), ...everywhere],
  }));
}

/** The subject with what a program said of those scripts, in their order, in place of the room's own answer. */
export function withComments(
  subject: DockerfileSubject,
  comments: readonly (readonly ScriptComment[] | undefined)[],
): DockerfileSubject {
  if (comments.every((list) => list === undefined)) return subject;
  const { facts } = subject;
  const answers = new Map(judgedRuns(facts).map((run, index) => [run, comments[index]]));
  const runs = facts.runs.map((run) => ({ ...run, mistakes: answers.get(run) ?? run.mistakes }));
  return { ...subject, facts: { ...facts, runs } };
}

/** A JSON array without a shell is no script. */
function judgedRuns({ runs }: RuleFacts): readonly Run[] {
  return runs.filter(({ run }) => run.form !== 'exec');
}
