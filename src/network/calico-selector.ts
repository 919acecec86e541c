/** What a selector of Calico demands of labels (API reference of NetworkPolicy, "Selectors"). */
export type Expression =
  | { readonly type: 'all' }
  | { readonly type: 'global' }
  | LabelTest
  | { readonly type: 'not'; readonly of: Expression }
  | { readonly type: 'and' | 'or'; readonly of: readonly Expression[] };

export interface LabelTest {
  readonly type: 'test';
  readonly key: string;
  readonly operator: 'in' | 'has' | 'contains' | 'starts with' | 'ends with';
  /** None for `has`, one for others than `in`. */
  readonly values: readonly string[];
}

const longest = 10_000;
const deepest = 50;

/** Reads a selector; without text it selects all. `undefined` for what is none or is nested too deep. */
export function tryParseSelector(text: string): Expression | undefined {
  const tokens = text.length > longest ? undefined : tokensOf(text);
  if (tokens === undefined) return undefined;
  if (tokens.length === 0) return { type: 'all' };
  const reader = new Reader(tokens);
  const found = reader.either(0);
  return reader.isDone ? found : undefined;
}

/** Both demands; what demands nothing is left out. */
export function both(...of: readonly Expression[]): Expression {
  const kept = of.filter(({ type }) => type !== 'all');
  const [only] = kept;
  if (only === undefined) return { type: 'all' };
  return kept.length === 1 ? only : { type: 'and', of: kept };
}

/** The same demands of labels whose keys have a prefix; `all()` and `global()` become `instead` and its opposite. */
export function prefixed(expression: Expression, prefix: string, instead: LabelTest): Expression {
  switch (expression.type) {
    case 'all':
      return instead;
    case 'global':
      return { type: 'not', of: instead };
    case 'test':
      return { ...expression, key: `${prefix}${expression.key}` };
    case 'not':
      return { type: 'not', of: prefixed(expression.of, prefix, instead) };
    default:
      return { ...expression, of: expression.of.map((one) => prefixed(one, prefix, instead)) };
  }
}

/** Whether labels are as demanded. */
export function holds(expression: Expression, labels: ReadonlyMap<string, string>): boolean {
  switch (expression.type) {
    case 'all':
      return true;
    case 'global':
      return false;
    case 'test':
      return testHolds(expression, labels.get(expression.key));
    case 'not':
      return !holds(expression.of, labels);
    case 'and':
      return expression.of.every((one) => holds(one, labels));
    default:
      return expression.of.some((one) => holds(one, labels));
  }
}

/** Whether the value of a label is as demanded; nothing holds for a label that is not there. */
export function testHolds({ operator, values }: LabelTest, value: string | undefined): boolean {
  if (value === undefined) return false;
  const [wanted = ''] = values;
  switch (operator) {
    case 'in':
      return values.includes(value);
    case 'contains':
      return value.includes(wanted);
    case 'starts with':
      return value.startsWith(wanted);
    case 'ends with':
      return value.endsWith(wanted);
    default:
      return true;
  }
}

interface Token {
  readonly kind: 'sign' | 'text' | 'word';
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const pattern = /(==|!=|&&|\|\||[!(){},])|"([^"]*)"|'([^']*)'|([\w./-]+)|[ \t\r\n]+/y;
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, sign, double, single, word] = match;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (double !== undefined || single !== undefined)
      tokens.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return tokens;
}

/** Reads tokens from left to right; `undefined` from any method means that the text is no selector. */
class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(depth: number): Expression | undefined {
    return this.#list('||', 'or', () => this.#all(depth));
  }

  #all(depth: number): Expression | undefined {
    return this.#list('&&', 'and', () => this.#one(depth));
  }

  #list(
    sign: string,
    type: 'and' | 'or',
    read: () => Expression | undefined,
  ): Expression | undefined {
    const of: Expression[] = [];
    do {
      const one = read();
      if (one === undefined) return undefined;
      of.push(one);
    } while (this.#takes(sign));
    const [only] = of;
    return of.length === 1 ? only : { type, of };
  }

  #one(depth: number): Expression | undefined {
    if (depth > deepest) return undefined;
    if (this.#takes('!')) {
      const of = this.#one(depth + 1);
      return of && { type: 'not', of };
    }
    if (!this.#takes('(')) return this.#test();
    const inner = this.either(depth + 1);
    return this.#takes(')') ? inner : undefined;
  }

  #test(): Expression | undefined {
    const key = this.#next('word');
    if (key === undefined) return undefined;
    if (['has', 'all', 'global'].includes(key) && this.#takes('(')) return this.#call(key);
    if (this.#takes('==')) return this.#compared(key, 'in');
    if (this.#takes('!=')) return not(this.#compared(key, 'in'));
    return this.#worded(key, this.#operator());
  }

  #worded(key: string, operator: string | undefined): Expression | undefined {
    switch (operator) {
      case 'in':
        return this.#among(key);
      case 'notin':
        return not(this.#among(key));
      case 'contains':
        return this.#compared(key, 'contains');
      case 'startswith':
        return this.#compared(key, 'starts with');
      case 'endswith':
        return this.#compared(key, 'ends with');
      default:
        return undefined;
    }
  }

  #call(name: string): Expression | undefined {
    const key = name === 'has' ? this.#next('word') : '';
    if (key === undefined || !this.#takes(')')) return undefined;
    if (name === 'has') return { type: 'test', key, operator: 'has', values: [] };
    return { type: name === 'all' ? 'all' : 'global' };
  }

  /** Operators of two words may be written as one. */
  #operator(): string | undefined {
    const first = this.#next('word');
    if (first === 'not' || first === 'starts' || first === 'ends')
      return `${first}${this.#next('word') ?? ''}`;
    return first;
  }

  #compared(key: string, operator: LabelTest['operator']): LabelTest | undefined {
    const value = this.#next('text');
    return value === undefined ? undefined : { type: 'test', key, operator, values: [value] };
  }

  #among(key: string): LabelTest | undefined {
    if (!this.#takes('{')) return undefined;
    const values: string[] = [];
    while (!this.#takes('}')) {
      if (values.length > 0 && !this.#takes(',')) return undefined;
      const value = this.#next('text');
      if (value === undefined) return undefined;
      values.push(value);
    }
    return { type: 'test', key, operator: 'in', values };
  }

  #takes(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #next(kind: Token['kind']): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token.text;
  }
}

function not(of: Expression | undefined): Expression | undefined {
  return of && { type: 'not', of };
}
