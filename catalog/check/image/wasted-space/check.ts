import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { formatBytes } from '#kit/text.ts';

/** From 20 MB and below 90 percent. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  const { efficiency } = files;
  if (efficiency === undefined || efficiency.wastedBytes < 20 * 2 ** 20 || efficiency.score > 0.9)
    return;
  const { score, wastedBytes, worst } = efficiency;
  yield {
    message: `${formatBytes(wastedBytes)} cannot be seen from above (efficiency ${Math.round(score * 100)} %)`,
    identity: 'waste',
    evidence: worst.slice(0, 10).map(({ path, bytes, copies }) => ({
      label: `${formatBytes(bytes)} in ${copies} copies`,
      text: path,
    })),
    place: { path: worst[0]?.path ?? '/' },
  };
}
