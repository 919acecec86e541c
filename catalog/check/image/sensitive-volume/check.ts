import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

const sensitive: readonly string[] = [
  '/sys',
  '/dev',
  '/proc',
  '/boot',
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd',
];

/** The directories that Dockle names, and those of engines. */
export function* evaluate({ image }: ImageSubject): Iterable<Violation> {
  for (const volume of image.volumes) {
    const path = volume.replace(/\/+$/, '') || '/';
    if (sensitive.some((root) => path === root || path.startsWith(`${root}/`)))
      yield {
        message: `the image declares a volume at ${volume}`,
        subject: volume,
        place: { path: `config.Volumes[${JSON.stringify(volume)}]` },
      };
  }
}
