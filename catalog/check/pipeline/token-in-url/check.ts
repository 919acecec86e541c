import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { textsMatching } from '#pipeline/system/command.ts';

const login =
  /https?:\/\/(?:[\w.+-]{1,100}:)?\$[({]?[A-Za-z_][\w.]{0,100}[)}]?(?::[\w.-]{1,100})?@/g;
const names = /token|password|passwd|secret|_pat\b|key/i;

/** Addresses with a secret before the name of the server. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system === 'github') return;
  for (const { text, range, job } of textsMatching(subject, login)) {
    if (!names.test(text)) continue;
    const message = `"${text}" puts the secret into an address`;
    yield { message, range, ...subjectOf(job) };
  }
}
