import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/**
 * A condition over settings, parsed:
 *
 *     protected-mode == 'no' && !set(requirepass) && public(bind)
 *
 * `||`, `&&`, `!`, `==`, `!=`, parentheses, names, texts in single quotes, and calls of the functions of `conditionFunctions` with
 * names or texts. It always ends: there are no loops, and its size is bounded.
 */
export type Condition =
  | { readonly type: 'or' | 'and'; readonly parts: readonly Condition[] }
  | { readonly type: 'not'; readonly part: Condition }
  | { readonly type: 'equal'; readonly left: Operand; readonly right: Operand }
  | { readonly type: 'call'; readonly name: ConditionFunction; readonly args: readonly Operand[] };

export type Operand =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'text'; readonly text: string };

const conditionFunctions = [
  'set',
  'given',
  'empty',
  'weak',
  'on',
  'off',
  'public',
  'like',
  'has',
  'started',
] as const;
export type ConditionFunction = (typeof conditionFunctions)[number];

const maxLength = 2000;
const maxDepth = 16;

/** Parses a condition. Throws `input.malformed` with the place. */
export function parseCondition(source: string): Condition {
  if (source.length > maxLength)
    throw new CaissonError('limit.size', `the condition ${quote(source.slice(0, 40))} is too long`);
  const parser = new Parser(source);
  const condition = parser.alternatives(0);
  parser.end();
  return condition;
}

const tokenPattern = /\s*(?:(\|\||&&|==|!=|[!(),])|'([^']*)'|([A-Za-z_][\w.*/-]*)|(\S))/gy;

interface Token {
  readonly mark?: string;
  readonly text?: string;
  readonly name?: string;
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  alternatives(depth: number): Condition {
    return this.#chain('||', 'or', () => this.#chain('&&', 'and', () => this.#factor(depth + 1)));
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail();
  }

  #chain(mark: string, type: 'or' | 'and', next: () => Condition): Condition {
    const first = next();
    const parts = [first];
    while (this.#take(mark)) parts.push(next());
    return parts.length === 1 ? first : { type, parts };
  }

  #factor(depth: number): Condition {
    if (depth > maxDepth) this.#fail();
    if (this.#take('!')) return { type: 'not', part: this.#factor(depth + 1) };
    if (this.#take('(')) {
      const inner = this.alternatives(depth);
      if (!this.#take(')')) this.#fail();
      return inner;
    }
    const name = this.#tokens[this.#at]?.name;
    const call = conditionFunctions.find((known) => known === name);
    if (call !== undefined && this.#tokens[this.#at + 1]?.mark === '(') return this.#call(call);
    return this.#comparison();
  }

  #call(name: ConditionFunction): Condition {
    this.#at += 2;
    const args: Operand[] = [];
    while (!this.#take(')')) {
      if (args.length > 0 && !this.#take(',')) this.#fail();
      args.push(this.#operand());
    }
    return { type: 'call', name, args };
  }

  #comparison(): Condition {
    const left = this.#operand();
    const isEqual = this.#take('==');
    if (!isEqual && !this.#take('!=')) this.#fail();
    const equal: Condition = { type: 'equal', left, right: this.#operand() };
    return isEqual ? equal : { type: 'not', part: equal };
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.text !== undefined) return { type: 'text', text: token.text };
    if (token?.name !== undefined) return { type: 'name', name: token.name };
    return this.#fail();
  }

  #take(mark: string): boolean {
    if (this.#tokens[this.#at]?.mark !== mark) return false;
    this.#at += 1;
    return true;
  }

  #fail(): never {
    throw new CaissonError(
      'input.malformed',
      `the condition ${quote(this.#source)} is wrong near token ${this.#at}`,
    );
  }
}

function tokensOf(source: string): readonly Token[] {
  return [...source.trimEnd().matchAll(tokenPattern)].map(([, mark, text, name, wrong]) => ({
    ...(mark !== undefined && { mark }),
    ...(text !== undefined && { text }),
    ...(name !== undefined && { name }),
    ...(wrong !== undefined && { mark: wrong }),
  }));
}

/** All names that a condition asks for. */
export function namesOf(condition: Condition): readonly string[] {
  switch (condition.type) {
    case 'or':
    case 'and':
      return condition.parts.flatMap(namesOf);
    case 'not':
      return namesOf(condition.part);
    case 'equal':
      return [condition.left, condition.right].flatMap(nameOf);
    default:
      return condition.args.flatMap(nameOf);
  }
}

function nameOf(operand: Operand): readonly string[] {
  return operand.type === 'name' ? [operand.name] : [];
}
