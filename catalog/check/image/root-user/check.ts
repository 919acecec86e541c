import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** No user, root, number 0, or an account with the number 0. */
export function* evaluate({ user }: ImageSubject): Iterable<Violation> {
  if (user.kind !== 'root') return;
  const named = user.name === '' || user.name === '0' || user.name === 'root';
  yield {
    message: named
      ? `the image ${user.name === '' ? 'names no user' : `names the user ${user.name}`}, so its program runs as root`
      : `the user ${user.name} has the number 0: it is root under another name`,
    identity: 'user',
    place: { path: 'config.User' },
  };
}
