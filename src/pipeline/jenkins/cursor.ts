import type { GroovyToken } from './token.ts';

const openers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A place among the tokens of a file, and what is often asked there. */
export class Cursor {
  readonly source: string;
  readonly tokens: readonly GroovyToken[];
  at = 0;

  constructor(source: string, tokens: readonly GroovyToken[]) {
    this.source = source;
    this.tokens = tokens;
  }

  get token(): GroovyToken | undefined {
    return this.tokens[this.at];
  }

  get next(): GroovyToken | undefined {
    return this.tokens[this.at + 1];
  }

  /** Where the token begins; the end of the source behind the last one. */
  get start(): number {
    return this.token?.start ?? this.source.length;
  }

  /** Where the token before ends. */
  get lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  isSign(value: string): boolean {
    const { token } = this;
    return token !== undefined && token.kind === 'sign' && token.value === value;
  }

  /** Passes a sign when it is there. */
  take(value: string): boolean {
    const isThere = this.isSign(value);
    if (isThere) this.at += 1;
    return isThere;
  }

  skipLines(): void {
    while (this.token?.kind === 'line') this.at += 1;
  }

  /** Names with dots between them; the first token is a name. */
  path(): string {
    let path = this.token?.value ?? '';
    this.at += 1;
    while ((this.isSign('.') || this.isSign('?.')) && this.next?.kind === 'name') {
      path += `.${this.next.value}`;
      this.at += 2;
    }
    return path;
  }

  /** `name:` before a value, also with quotes. */
  label(): string | undefined {
    this.skipLines();
    const { token, next } = this;
    if (token === undefined || next?.kind !== 'sign' || next.value !== ':') return undefined;
    if (token.kind !== 'name' && token.kind !== 'text') return undefined;
    this.at += 2;
    return token.kind === 'name' ? token.value : this.source.slice(token.start + 1, token.end - 1);
  }

  /** Passes everything up to and with the sign that closes what is open. */
  skipTo(close: string): void {
    let depth = 1;
    for (let { token } = this; token !== undefined && depth > 0; { token } = this) {
      this.at += 1;
      if (token.kind !== 'sign') continue;
      if (token.value === openers[close]) depth += 1;
      if (token.value === close) depth -= 1;
    }
  }
}
