import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Tags that say nothing of a version; a reference by digest is fine. */
export function* evaluate({ image, inventory }: ImageSubject): Iterable<Violation> {
  const names = image.names.filter((name) =>
    /:(?:latest|stable|edge|nightly|main|master|dev)$/.test(name),
  );
  const [name] = names;
  if (name === undefined || inventory.artifact.reference.includes('@sha256:')) return;
  yield {
    message: `the image is called ${names.join(', ')}`,
    identity: 'tag',
    place: { path: 'names' },
  };
}
