import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Two days are left for time zones and clocks. */
export function* evaluate({ image, now }: ImageSubject): Iterable<Violation> {
  const built = Date.parse(image.created ?? '');
  if (Number.isNaN(built) || built - now.getTime() < 2 * 86_400_000) return;
  yield {
    message: `the image says that it was built on ${image.created?.slice(0, 10)}`,
    identity: 'time',
    place: { path: 'created' },
  };
}
