import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

const lists: ReadonlySet<string> = new Set([
  'PATH',
  'LD_LIBRARY_PATH',
  'PYTHONPATH',
  'PERL5LIB',
  'NODE_PATH',
  'RUBYLIB',
  'CLASSPATH',
]);

function isUnsafe(part: string, open: ReadonlySet<string>): boolean {
  if (part.includes('$')) return false;
  return !part.startsWith('/') || /^\/(?:var\/)?tmp(?:\/|$)/.test(part) || open.has(part);
}

/** Relative and empty parts, directories for temporary files, directories that everybody may write to. */
export function* evaluate({ variables, files }: ImageSubject): Iterable<Violation> {
  const open = new Set(
    files.notable
      .filter(({ type, mode }) => type === 'directory' && (mode & 0o002) !== 0)
      .map(({ path }) => path),
  );
  for (const { name, value, place } of variables) {
    if (name === 'LD_PRELOAD' && value !== '')
      yield {
        message: 'the variable LD_PRELOAD loads a library into every program',
        subject: name,
        place,
      };
    if (!lists.has(name)) continue;
    const bad = value.split(':').filter((part) => isUnsafe(part, open));
    if (value !== '' && bad.length > 0)
      yield {
        message: `${name} holds ${bad.map((part) => JSON.stringify(part)).join(', ')}`,
        subject: name,
        place,
      };
  }
}
