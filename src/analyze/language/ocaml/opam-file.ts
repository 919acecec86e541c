/** One package that an opam file asks for; `range` is its formula as written. */
interface OpamDependency {
  readonly name: string;
  readonly range?: string;
  /** The version where the formula allows only that one: `{= "1.2"}`. */
  readonly exact?: string;
  readonly scope?: 'dev' | 'build';
}

/** What an opam file says about its package (opam manual, "Package definitions"). */
export interface OpamFile {
  readonly name?: string;
  readonly version?: string;
  readonly licenses: readonly string[];
  readonly depends: readonly OpamDependency[];
  /** In the state of a switch: packages that a person asked for, `NAME.VERSION`. */
  readonly roots: readonly string[];
}

const token = /"(?:[^"\\]|\\[\s\S])*"?|#[^\n]*|\(\*|[A-Za-z_][\w+:-]*|[!<>=]+|\S/g;
const maxTokens = 200_000;

/** Reads the fields that describe a package: strings, lists of strings, and dependencies with formulas in braces. */
export function readOpamFile(text: string): OpamFile {
  const reader = new OpamReader(tokensOf(text));
  const { name, version } = reader.texts;
  return {
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    licenses: reader.licenses,
    roots: reader.roots,
    depends: reader.depends,
  };
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const { 0: found } of text.matchAll(token)) {
    if (tokens.length >= maxTokens) break;
    if (!found.startsWith('#')) tokens.push(found);
  }
  return tokens;
}

class OpamReader {
  readonly licenses: string[] = [];
  readonly roots: string[] = [];
  readonly depends: OpamDependency[] = [];
  readonly texts: { name?: string; version?: string } = {};
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
    while (this.#at < tokens.length) this.#field();
  }

  /** `name: value`; a field name ends in its colon, which the token takes along. */
  #field(): void {
    const key = this.#tokens[this.#at] ?? '';
    this.#at += 1;
    if (!key.endsWith(':')) {
      if (key === '{') this.#skip('{', '}');
      else if (key === '[') this.#skip('[', ']');
      return;
    }
    const value = this.#tokens[this.#at] ?? '';
    if (key === 'depends:') this.#dependencies();
    else if (key === 'license:') this.#texts(this.licenses, value);
    else if (key === 'roots:') this.#texts(this.roots, value);
    else if (value.startsWith('"')) this.#textField(key, unquoted(value));
  }

  #textField(key: string, value: string): void {
    if (key === 'name:') this.texts.name = value;
    if (key === 'version:') this.texts.version = value;
  }

  /** A string, or a list of them. */
  #texts(found: string[], first: string): void {
    if (first.startsWith('"')) found.push(unquoted(first));
    if (first !== '[') return;
    for (this.#at += 1; this.#at < this.#tokens.length; this.#at += 1) {
      const text = this.#tokens[this.#at] ?? '';
      if (text === ']') return;
      if (text.startsWith('"')) found.push(unquoted(text));
    }
  }

  #dependencies(): void {
    if (this.#tokens[this.#at] !== '[') return;
    for (this.#at += 1; this.#at < this.#tokens.length; this.#at += 1) {
      const found = this.#tokens[this.#at] ?? '';
      if (found === ']') return;
      if (!found.startsWith('"')) continue;
      const isConstrained = this.#tokens[this.#at + 1] === '{';
      if (isConstrained) this.#at += 2;
      this.depends.push(dependency(unquoted(found), isConstrained ? this.#formula() : []));
    }
  }

  /** The tokens up to the closing brace, on which the reader then stands. */
  #formula(): readonly string[] {
    const start = this.#at;
    while (this.#at < this.#tokens.length && this.#tokens[this.#at] !== '}') this.#at += 1;
    return this.#tokens.slice(start, this.#at);
  }

  #skip(open: string, close: string): void {
    let depth = 1;
    while (this.#at < this.#tokens.length && depth > 0) {
      const found = this.#tokens[this.#at];
      if (found === open) depth += 1;
      if (found === close) depth -= 1;
      this.#at += 1;
    }
  }
}

function dependency(name: string, formula: readonly string[]): OpamDependency {
  const [operator, version = ''] = formula;
  const exact = operator === '=' && version.startsWith('"') ? unquoted(version) : undefined;
  const constraint = formula.filter((word) => !/^(?:with-\S+|build|post|dev|\{)$/.test(word));
  const range = constraint
    .join(' ')
    .replace(/^[&| ]+|[&| ]+$/g, '')
    .slice(0, 200);
  const scope = formula.some(
    (word) => word === 'with-test' || word === 'with-doc' || word === 'with-dev-setup',
  )
    ? 'dev'
    : formula.includes('build')
      ? 'build'
      : undefined;
  return {
    name,
    ...(range !== '' && { range: exact === undefined ? range : `= ${exact}` }),
    ...(exact !== undefined && { exact }),
    ...(scope !== undefined && { scope }),
  };
}

function unquoted(text: string): string {
  return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined);
}
