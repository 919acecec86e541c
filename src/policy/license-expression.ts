/** A licence expression as a tree (SPDX 2.3, annex D). `text` is a licence with its exception: `GPL-2.0-only WITH x`. */
export type LicenseTree =
  | { readonly kind: 'license'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly left: LicenseTree; readonly right: LicenseTree };

const maxTokens = 2000;
const maxDepth = 50;

/** Reads an expression; `undefined` when it is none, so that the caller treats the whole text as one unknown licence. */
export function parseLicenseExpression(text: string): LicenseTree | undefined {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 0 || tokens.length > maxTokens) return undefined;
  const parser = new Parser(tokens);
  const tree = parser.either(0);
  return parser.isAtEnd() ? tree : undefined;
}

/** Every licence that an expression names, sorted. */
export function licensesIn(tree: LicenseTree): readonly string[] {
  const found = new Set<string>();
  const open: LicenseTree[] = [tree];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'license') found.add(next.text);
    else open.push(next.left, next.right);
  }
  return [...found].sort();
}

class Parser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  either(depth: number): LicenseTree | undefined {
    return this.#chain('or', () => this.#chain('and', () => this.#single(depth)));
  }

  #chain(kind: 'and' | 'or', part: () => LicenseTree | undefined): LicenseTree | undefined {
    let left = part();
    while (left !== undefined && this.#take(kind)) {
      const right = part();
      if (right === undefined) return undefined;
      left = { kind, left, right };
    }
    return left;
  }

  #single(depth: number): LicenseTree | undefined {
    if (depth > maxDepth) return undefined;
    if (this.#take('(')) {
      const inner = this.either(depth + 1);
      return this.#take(')') ? inner : undefined;
    }
    const name = this.#word();
    if (name === undefined) return undefined;
    if (!this.#take('with')) return { kind: 'license', text: name };
    const exception = this.#word();
    return exception === undefined
      ? undefined
      : { kind: 'license', text: `${name} WITH ${exception}` };
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#next];
    if (token === undefined || /^(?:[()]|and|or|with)$/i.test(token)) return undefined;
    this.#next += 1;
    return token;
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#next]?.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }
}
