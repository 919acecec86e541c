import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Labels or annotations. */
export function* evaluate({ image }: ImageSubject): Iterable<Violation> {
  const missing = ['source', 'revision'].filter((name) => {
    const label = `org.opencontainers.image.${name}`;
    return !image.labels[label] && !image.annotations[label];
  });
  if (missing.length === 0) return;
  yield {
    message: `the image states no ${missing.join(' and no ')}`,
    identity: 'labels',
    place: { path: 'config.Labels' },
  };
}
