import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { tiers } from '#model/risk.ts';
import { severities, severityRank } from '#model/severity.ts';
import { vexStatuses } from '#model/vex.ts';
import { type Token, tokenize } from './token.ts';

/**
 * What an expression can ask about one finding. A missing value compares as false with everything but `!=`. A list equals each of its
 * texts, and each beginning of one up to a colon (`cis-kubernetes-1.12` of `cis-kubernetes-1.12:5.2.2`).
 */
export type Facts = Readonly<Record<FactName, Fact | undefined>>;
type Fact = string | number | boolean | readonly string[];
const factNames = [
  'severity',
  'tier',
  'risk',
  'kind',
  'id',
  'package',
  'version',
  'ecosystem',
  'presence',
  'path',
  'part',
  'direct',
  'new',
  'license',
  'support',
  'state',
  'fixable',
  'excepted',
  'kev',
  'ransomware',
  'epss',
  'cvss',
  'exploitation',
  'cwe',
  'namespace',
  'object',
  'control',
  'vex',
  'layer',
  'age',
  'fixage',
] as const;
type FactName = (typeof factNames)[number];
export type Predicate = (facts: Facts) => boolean;

/** Facts that may stand alone. */
const yesOrNo: ReadonlySet<FactName> = new Set([
  'fixable',
  'excepted',
  'kev',
  'ransomware',
  'direct',
  'new',
]);
const maxLength = 2000;
const maxDepth = 50;
const orderings = ['==', '!=', '>=', '<=', '>', '<'] as const;
type Ordering = (typeof orderings)[number];

/**
 * Compiles the filter language: `severity>=high && fixable && !excepted`, with `&&`, `||`, `!`, parentheses, comparisons
 * with words, numbers or 'quoted text', and yes-or-no facts standing alone. Throws `usage.invalid-argument` with the place.
 */
export function parseExpression(text: string): Predicate {
  if (text.length > maxLength)
    throw new CaissonError('usage.invalid-argument', `the expression is longer than ${maxLength}`);
  const parser = new Parser(text, tokenize(text));
  const predicate = parser.either(0);
  parser.end();
  return predicate;
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  either(depth: number): Predicate {
    let left = this.#both(depth);
    while (this.#take('||')) {
      const [first, second] = [left, this.#both(depth)];
      left = (facts) => first(facts) || second(facts);
    }
    return left;
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected('"&&", "||" or the end');
  }

  #both(depth: number): Predicate {
    let left = this.#single(depth);
    while (this.#take('&&')) {
      const [first, second] = [left, this.#single(depth)];
      left = (facts) => first(facts) && second(facts);
    }
    return left;
  }

  #single(depth: number): Predicate {
    if (depth > maxDepth)
      throw new CaissonError('usage.invalid-argument', 'the expression is nested too deeply');
    if (this.#take('!')) {
      const inner = this.#single(depth + 1);
      return (facts) => !inner(facts);
    }
    if (this.#take('(')) {
      const inner = this.either(depth + 1);
      if (!this.#take(')')) throw this.#unexpected('")"');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const name = this.#fact();
    const ordering = orderings.find((candidate) => this.#take(candidate));
    if (ordering === undefined) {
      if (!yesOrNo.has(name)) throw this.#unexpected(`a comparison after ${quote(name)}`);
      return (facts) => facts[name] === true;
    }
    const value = this.#value(name);
    return (facts) => compare(facts[name], ordering, value, name);
  }

  #fact(): FactName {
    const token = this.#tokens[this.#next];
    const name = factNames.find((candidate) => candidate === token?.text);
    if (token?.type !== 'word' || name === undefined)
      throw this.#unexpected(`one of ${factNames.join(', ')}`);
    this.#next += 1;
    return name;
  }

  #value(name: FactName): string | number | boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.type === 'sign') throw this.#unexpected('a value');
    const words = wordsOf(name);
    if (words !== undefined && !words.includes(token.text))
      throw this.#unexpected(`one of ${words.join(', ')}`);
    this.#next += 1;
    if (token.type === 'text') return token.text;
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    return token.type === 'number' ? Number(token.text) : token.text;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.type !== 'sign' || token.text !== sign) return false;
    this.#next += 1;
    return true;
  }

  #unexpected(wanted: string): CaissonError {
    const token = this.#tokens[this.#next];
    const found = token === undefined ? 'it ends' : `${quote(token.text)} stands`;
    const at = (token?.at ?? this.#text.length) + 1;
    return new CaissonError(
      'usage.invalid-argument',
      `the expression ${quote(this.#text)} is not valid: ${found} at column ${at}, expected ${wanted}`,
    );
  }
}

/** The only values that a fact can have, for those where a misspelt one would never match. */
function wordsOf(name: FactName): readonly string[] | undefined {
  if (name === 'severity') return severities;
  if (name === 'vex') return [...vexStatuses, ''];
  return name === 'tier' ? tiers : undefined;
}

function compare(
  actual: Fact | undefined,
  ordering: Ordering,
  value: string | number | boolean,
  name: FactName,
): boolean {
  if (actual === undefined || (name === 'severity' && actual === 'unknown' && value !== 'unknown'))
    return ordering === '!=';
  if (typeof actual === 'object') return holds(actual, ordering, value);
  const [a, b] = name === 'severity' ? [rank(actual), rank(value)] : [actual, value];
  return order(a, ordering, b);
}

function holds(
  list: readonly string[],
  ordering: Ordering,
  value: string | number | boolean,
): boolean {
  const isIn = list.some((text) => text === value || text.startsWith(`${String(value)}:`));
  return ordering === '!=' ? !isIn : ordering === '==' && isIn;
}

function order(
  a: string | number | boolean,
  ordering: Ordering,
  b: string | number | boolean,
): boolean {
  if (ordering === '==') return a === b;
  if (ordering === '!=') return a !== b;
  if (typeof a !== typeof b) return false;
  if (ordering === '>=') return a >= b;
  if (ordering === '<=') return a <= b;
  return ordering === '>' ? a > b : a < b;
}

function rank(value: string | number | boolean): number {
  return severityRank(severities.find((severity) => severity === value) ?? 'unknown');
}
