import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { formatBytes } from '#kit/text.ts';

/** From one megabyte. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  const caches = (files.litter ?? []).filter(
    ({ kind, bytes }) => kind === 'cache' && bytes > 2 ** 20,
  );
  const [first] = caches;
  if (first === undefined) return;
  const total = caches.reduce((sum, { bytes }) => sum + bytes, 0);
  yield {
    message: `${formatBytes(total)} of caches were left in`,
    identity: 'caches',
    evidence: caches.map(({ path, bytes }) => ({ label: formatBytes(bytes), text: path })),
    place: { path: first.path },
  };
}
