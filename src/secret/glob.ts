/** An expression for a glob of paths: `*` within a segment, `**` over segments, `?`; case is ignored. A `*`-only cost, never nested. */
export function globOf(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : '[^/]';
    });
  return new RegExp(
    glob.startsWith('/') || glob.startsWith('**') ? `^/?${source}$` : `(?:^|/)${source}$`,
    'i',
  );
}
