const maxWords = 20_000;

/**
 * The words of a command line as systemd (systemd.service(5), Command lines) and a plain shell command have them: blanks part
 * words, quotes and backslashes keep them together, `#` means nothing. A quote that is not closed ends with the text.
 */
export function splitWords(text: string): readonly string[] {
  const splitter = new Splitter();
  for (let at = 0; at < text.length && splitter.words.length < maxWords; at += 1) {
    const isEscape = text.charAt(at) === '\\' && splitter.quoted !== "'" && at + 1 < text.length;
    if (isEscape) at += 1;
    splitter.take(text.charAt(at), isEscape);
  }
  splitter.end();
  return splitter.words;
}

class Splitter {
  readonly words: string[] = [];
  /** The quote that is open; empty outside of quotes. */
  quoted = '';
  #word: string | undefined;

  take(char: string, isEscaped: boolean): void {
    if (isEscaped) {
      if (char !== '\n') this.#word = (this.#word ?? '') + char;
    } else if (this.quoted !== '') this.#insideQuotes(char);
    else if (char === '"' || char === "'") {
      this.quoted = char;
      this.#word ??= '';
    } else if (/\s/.test(char)) this.end();
    else this.#word = (this.#word ?? '') + char;
  }

  end(): void {
    if (this.#word !== undefined) this.words.push(this.#word);
    this.#word = undefined;
  }

  #insideQuotes(char: string): void {
    if (char === this.quoted) this.quoted = '';
    else this.#word = (this.#word ?? '') + char;
  }
}
