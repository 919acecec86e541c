import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Half a year; times before containers existed mean a reproducible build. */
export function* evaluate({ image, now }: ImageSubject): Iterable<Violation> {
  const built = Date.parse(image.created ?? '');
  // Reproducible builds write the epoch.
  if (Number.isNaN(built) || built < Date.UTC(2013, 2)) return;
  const days = Math.floor((now.getTime() - built) / 86_400_000);
  if (days < 180) return;
  yield {
    message: `the image was built ${days} days ago, on ${new Date(built).toISOString().slice(0, 10)}`,
    identity: 'age',
    place: { path: 'created' },
  };
}
