const maxWords = 20_000;

/**
 * The words of a command line as systemd (systemd.service(5), Command lines) and a plain shell command have them: blanks part
 * words, quotes and backslashes keep them together, `#` means nothing. A quote that is not closed ends with the text.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = '';
  for (let at = 0; at < text.length && words.length < maxWords; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && quoted !== "'" && at + 1 < text.length) {
      at += 1;
      const next = text.charAt(at);
      if (next !== '\n') word = (word ?? '') + next;
    } else if (quoted !== '') {
      if (char === quoted) quoted = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quoted = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
