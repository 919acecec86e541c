import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { plural } from '#kit/text.ts';

/** A Go or Rust program that the image starts, beside a distribution. */
export function* evaluate({ image, inventory, files }: ImageSubject): Iterable<Violation> {
  const program = image.entrypoint[0] ?? image.command[0] ?? '';
  const system = inventory.components.filter(
    ({ ecosystem, presence }) =>
      presence === 'installed' &&
      (ecosystem === 'deb' || ecosystem === 'apk' || ecosystem === 'rpm'),
  ).length;
  const own = inventory.components.filter(
    ({ locations, presence }) =>
      presence === 'embedded' && locations[0].path.split('!')[0] === program,
  );
  const isSelfContained = own.some(
    ({ ecosystem }) => ecosystem === 'golang' || ecosystem === 'cargo',
  );
  if (!isSelfContained || system < 5 || (files.programs ?? []).length === 0) return;
  yield {
    message: `${program} is one self-contained program beside ${plural(system, 'package')} of the distribution`,
    identity: 'base',
    place: { path: program },
  };
}
