import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Each trigger. */
export function* evaluate({ image }: ImageSubject): Iterable<Violation> {
  for (const [at, text] of (image.onBuild ?? []).entries())
    yield {
      message: `builds on this image run: ${text.slice(0, 200)}`,
      identity: text,
      place: { path: `config.OnBuild[${at}]` },
    };
}
