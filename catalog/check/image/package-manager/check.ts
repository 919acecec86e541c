import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { basename } from '#kit/path.ts';

const managers: ReadonlySet<string> = new Set(
  'apt apt-get dpkg apk yum dnf microdnf tdnf rpm zypper pacman opkg'.split(' '),
);

/** Managers of operating systems. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  const found = (files.programs ?? []).filter((path) => managers.has(basename(path)));
  if (found.length === 0) return;
  yield {
    message: `the image holds ${found.map(basename).join(', ')}`,
    identity: 'managers',
    evidence: found.map((path) => ({ label: 'program', text: path })),
    place: { path: found[0] ?? '/' },
  };
}
