/** Characters that mean something to a shell, besides quotes. */
const special = /[$`\\|&;<>()*?[\]{}~#!=%\n]/;

/**
 * A simple command as a JSON array: words and quoted words, nothing that needs a shell. `undefined` for all else. A first
 * word that only a shell knows (`cd`, `export`) needs one too.
 */
export function execForm(text: string): string | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === '\t') {
      at += 1;
      continue;
    }
    const word = readWord(text, at);
    if (word === undefined) return undefined;
    words.push(word.text);
    at = word.end;
  }
  const [first = ''] = words;
  return first === '' || builtins.has(first) ? undefined : `[${words.map(quoted).join(', ')}]`;
}

const builtins = new Set(
  'cd export set source . eval exec exit trap umask ulimit wait read if for while until case function alias unset return shift test [ : type command hash times local'.split(
    ' ',
  ),
);

interface ShellWord {
  readonly text: string;
  readonly end: number;
}

function readWord(text: string, from: number): ShellWord | undefined {
  let out = '';
  let at = from;
  while (at < text.length && text[at] !== ' ' && text[at] !== '\t') {
    const part = readPart(text, at);
    if (part === undefined) return undefined;
    out += part.text;
    at = part.end;
  }
  return { text: out, end: at };
}

/** A character, or what stands between quotes. */
function readPart(text: string, at: number): ShellWord | undefined {
  const char = text.charAt(at);
  if (char !== '"' && char !== "'")
    return isLiteral(char, '') ? { text: char, end: at + 1 } : undefined;
  const end = text.indexOf(char, at + 1);
  const inside = text.slice(at + 1, end);
  return end === -1 || !isLiteral(inside, char) ? undefined : { text: inside, end: end + 1 };
}

function isLiteral(part: string, quote: string): boolean {
  if (quote === "'") return true;
  return quote === '"' ? !/[$`\\]/.test(part) : !special.test(part);
}

function quoted(word: string): string {
  return JSON.stringify(word);
}
