import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { formatBytes } from '#kit/text.ts';

/** From one gibibyte. */
export function* evaluate({ files, inventory }: ImageSubject): Iterable<Violation> {
  const { efficiency } = files;
  if (efficiency === undefined || efficiency.totalBytes < 2 ** 30) return;
  const largest = efficiency.layers.toSorted((a, b) => b.bytes - a.bytes).slice(0, 5);
  yield {
    message: `the layers hold ${formatBytes(efficiency.totalBytes)} in ${inventory.walked.files} files`,
    identity: 'size',
    evidence: largest.map(({ layer, bytes }) => ({
      label: formatBytes(bytes),
      text: inventory.layers.find(({ diffId }) => diffId === layer)?.createdBy ?? layer,
    })),
    place: { path: '/' },
  };
}
