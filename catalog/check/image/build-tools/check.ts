import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { basename } from '#kit/path.ts';

const tools: ReadonlySet<string> = new Set(
  'gcc cc g++ clang make cmake ld as cargo gdb strace'.split(' '),
);

/** Compilers, linkers and debuggers. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  const found = (files.programs ?? []).filter((path) => tools.has(basename(path)));
  if (found.length === 0) return;
  yield {
    message: `the image holds ${found.map(basename).join(', ')}`,
    identity: 'tools',
    evidence: found.map((path) => ({ label: 'program', text: path })),
    place: { path: found[0] ?? '/' },
  };
}
