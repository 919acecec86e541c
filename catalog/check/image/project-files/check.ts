import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { plural } from '#kit/text.ts';

/** Version control and cloud settings count for more than a Dockerfile. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  for (const { kind, path, files: count } of files.litter ?? []) {
    if (kind === 'cache' || kind === 'documentation') continue;
    yield {
      message: `${path} was copied into the image (${plural(count, 'file')})`,
      identity: path,
      severity:
        kind === 'version-control' || /\.(?:aws|azure|gcp)$/.test(path) ? 'medium' : 'negligible',
      place: { path },
    };
  }
}
