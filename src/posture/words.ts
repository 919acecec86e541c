/** Texts that are kept to be found again, and how long they may be. */
const maxWords = 20_000;
const maxLength = 400;

/**
 * Texts that come again and again (paths of fields, messages, patches), each once in memory. A text that was put together of parts
 * keeps all of them; what is given back is in one piece.
 */
export class Words {
  readonly #known = new Map<string, string>();

  of(text: string): string {
    if (text.length > maxLength) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= maxWords) this.#known.clear();
    const whole = inOnePiece(text);
    this.#known.set(whole, whole);
    return whole;
  }
}

function inOnePiece(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}
