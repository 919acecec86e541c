import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { loginPasswords } from '#pipeline/check/registry-login.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Passwords of registries as literal text. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, range, job } of loginPasswords(subject))
    yield { message: `the password of ${what} can be read here`, range, ...subjectOf(job) };
}
