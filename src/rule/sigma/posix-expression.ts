const classes: ReadonlyMap<string, string> = new Map([
  ['d', '0-9'],
  ['s', '[:space:]'],
  ['w', 'a-zA-Z0-9_'],
]);

/** An escape, a group that is not captured, a class of POSIX, or one character. */
const token = /\\[\s\S]|\(\?:|\[:[a-z]{1,10}:\]|[\s\S]/g;

/**
 * A regular expression of Perl's kind in POSIX syntax: classes like `\d` and groups that are not captured. The rest of what only
 * Perl has stays, and is refused where expressions are compiled.
 */
export function toPosix(pattern: string): string {
  let inClass = false;
  return pattern.replace(token, (part) => {
    if (part === '[' || part === ']') inClass = part === '[';
    if (part === '(?:') return inClass ? part : '(';
    return part.startsWith('\\') && part.length > 1 ? escapeOf(part.slice(1), inClass) : part;
  });
}

function escapeOf(char: string, inClass: boolean): string {
  const members = classes.get(char);
  if (members !== undefined) return inClass ? members : `[${members}]`;
  return !inClass && /[/\-:;,=@%&"'~`!#<> _]/.test(char) ? char : `\\${char}`;
}
