const classes: ReadonlyMap<string, string> = new Map([
  ['d', '0-9'],
  ['s', '[:space:]'],
  ['w', 'a-zA-Z0-9_'],
]);

const ignoringCase = '(?i)';
/** An escape, a group that is not captured, a class of POSIX, or one character. */
const token = /\\[\s\S]|\(\?:|\[:[a-z]{1,10}:\]|[\s\S]/g;

/**
 * A regular expression of Perl's kind in POSIX syntax: classes like `\d`, groups that are not captured, and `(?i)` in front where no
 * class has letters. The rest of what only Perl has stays, and is refused where expressions are compiled.
 */
export function toPosix(pattern: string): string {
  let inClass = false;
  const folds = pattern.startsWith(ignoringCase) && !/\[[^\]]*[A-Za-z]/.test(pattern);
  return (folds ? pattern.slice(ignoringCase.length) : pattern).replace(token, (part) => {
    if (folds && /^[A-Za-z]$/.test(part)) return `[${part.toLowerCase()}${part.toUpperCase()}]`;
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
