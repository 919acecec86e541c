import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** A name that stands in no account file of the image. */
export function* evaluate({ user }: ImageSubject): Iterable<Violation> {
  if (user.kind !== 'unknown') return;
  yield {
    message: `no account of the image is called ${user.name}`,
    identity: 'user',
    place: { path: 'config.User' },
  };
}
