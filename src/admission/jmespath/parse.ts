import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { callOf } from './call.ts';
import { type Token, tokensOf } from './lexer.ts';
import {
  alternative,
  chain,
  comparison,
  conjunction,
  current,
  field,
  filter,
  flattened,
  index,
  literal,
  mapOf,
  negation,
  piped,
  project,
  projectValues,
  selection,
  slice,
} from './operations.ts';
import { strengths } from './strengths.ts';
import { type Program, Reference } from './value.ts';

const deepest = 200;
/** Signs that link one operand to another, in the whole expression: each is a level of evaluation. */
const mostLinks = 2_000;

/** Compiles an expression of JMESPath as Kyverno has it. Throws `input.malformed`, `limit.size`, `limit.depth`. */
export function parseJmesPath(text: string): Program {
  const parser = new Parser(text);
  return parser.whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #links = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  whole(): Program {
    const program = this.#expression(0);
    if (this.#peek().type !== 'end') throw this.#unexpected();
    return program;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { type: 'end' };
  }

  #is(sign: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.type === 'op' && token.sign === sign;
  }

  #skip(sign: string): boolean {
    if (!this.#is(sign)) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#skip(sign)) throw this.#unexpected(sign);
  }

  #strength(): number {
    const token = this.#peek();
    return token.type === 'op' ? (strengths[token.sign] ?? 0) : 0;
  }

  #expression(strength: number): Program {
    this.#depth += 1;
    if (this.#depth > deepest)
      throw new CaissonError('limit.depth', 'the JMESPath expression is nested too deeply');
    let left = this.#first();
    while (strength < this.#strength()) {
      this.#links += 1;
      if (this.#links > mostLinks)
        throw new CaissonError('limit.depth', 'the JMESPath expression is too long');
      left = this.#next(left);
    }
    this.#depth -= 1;
    return left;
  }

  #first(): Program {
    const token = this.#peek();
    this.#at += 1;
    switch (token.type) {
      case 'literal':
        return literal(token.value);
      case 'name':
        return field(token.text);
      case 'quoted':
        if (this.#is('(')) throw this.#unexpected();
        return { ...field(token.text), kind: 'other' };
      case 'op':
        return this.#prefix(token.sign);
      default:
        this.#at -= 1;
        throw this.#unexpected();
    }
  }

  #prefix(sign: string): Program {
    switch (sign) {
      case '*':
        return projectValues(current, this.#is(']') ? current : this.#projected('*'));
      case '[?':
        return this.#filter(current);
      case '{':
        return this.#map();
      case '[]':
        return project(flattened(current), this.#projected('[]'));
      case '[':
        return this.#bracket();
      case '@':
        return current;
      default:
        return this.#operand(sign);
    }
  }

  #operand(sign: string): Program {
    if (sign === '&') {
      const reference = new Reference(this.#expression(0));
      return { kind: 'other', run: () => reference };
    }
    if (sign === '!') return negation(this.#expression(strengths['!'] ?? 0));
    if (sign !== '(') {
      this.#at -= 1;
      throw this.#unexpected();
    }
    const inner = this.#expression(0);
    this.#expect(')');
    return inner.kind === 'name' ? { ...inner, kind: 'other' } : inner;
  }

  #bracket(): Program {
    if (this.#peek().type === 'number' || this.#is(':')) return this.#indexed(current);
    if (!this.#is('*') || !this.#is(']', 1)) return this.#list();
    this.#at += 2;
    return project(current, this.#projected('*'));
  }

  #next(left: Program): Program {
    const token = this.#peek();
    const sign = token.type === 'op' ? token.sign : '';
    this.#at += 1;
    switch (sign) {
      case '.':
        return this.#skip('*')
          ? projectValues(left, this.#projected('.'))
          : chain(left, this.#afterDot('.'));
      case '[':
        return this.#indexedOrAll(left);
      case '[?':
        return this.#filter(left);
      case '[]':
        return project(flattened(left), this.#projected('[]'));
      case '(':
        return this.#call(left);
      default:
        return this.#binary(sign, left);
    }
  }

  #binary(sign: string, left: Program): Program {
    const strength = strengths[sign] ?? 0;
    switch (sign) {
      case '|':
        return piped(left, this.#expression(strength));
      case '||':
        return alternative(left, this.#expression(strength));
      case '&&':
        return conjunction(left, this.#expression(strength));
      case '*':
      case '!':
      case '{':
        this.#at -= 1;
        throw this.#unexpected();
      default:
        return comparison(sign, left, this.#expression(strength));
    }
  }

  #indexedOrAll(left: Program): Program {
    if (this.#peek().type === 'number' || this.#is(':')) return this.#indexed(left);
    this.#expect('*');
    this.#expect(']');
    return project(left, this.#projected('*'));
  }

  #indexed(left: Program): Program {
    if (this.#is(':') || this.#is(':', 1)) {
      const part = chain(left, slice(this.#sliceParts()));
      return project(part, this.#projected('*'));
    }
    const token = this.#peek();
    this.#at += 1;
    this.#expect(']');
    return chain(left, index(token.type === 'number' ? token.value : 0));
  }

  #sliceParts(): readonly (number | undefined)[] {
    const parts: (number | undefined)[] = [undefined, undefined, undefined];
    let at = 0;
    while (!this.#is(']') && at < 3) {
      const token = this.#peek();
      if (this.#skip(':')) at += 1;
      else if (token.type === 'number') {
        parts[at] = token.value;
        this.#at += 1;
      } else throw this.#unexpected();
    }
    this.#expect(']');
    return parts;
  }

  #filter(left: Program): Program {
    const test = this.#expression(0);
    this.#expect(']');
    const right = this.#is('[]') ? current : this.#projected('[?');
    return filter(left, right, test);
  }

  /** What is done with each item of a projection. */
  #projected(sign: string): Program {
    if (this.#strength() < 10) return current;
    const strength = strengths[sign] ?? 0;
    if (this.#is('[') || this.#is('[?')) return this.#expression(strength);
    this.#expect('.');
    return this.#afterDot(sign);
  }

  #afterDot(sign: string): Program {
    const { type } = this.#peek();
    if (type === 'name' || type === 'quoted' || this.#is('*'))
      return this.#expression(strengths[sign] ?? 0);
    if (this.#skip('[')) return this.#list();
    this.#expect('{');
    return this.#map();
  }

  #list(): Program {
    const items = [this.#expression(0)];
    while (!this.#skip(']')) {
      this.#expect(',');
      items.push(this.#expression(0));
    }
    return selection(items);
  }

  #map(): Program {
    const entries: (readonly [string, Program])[] = [];
    do {
      const token = this.#peek();
      if (token.type !== 'name' && token.type !== 'quoted') throw this.#unexpected();
      this.#at += 1;
      this.#expect(':');
      entries.push([token.text, this.#expression(0)]);
      // Commas may be left out (kyverno/go-jmespath).
      this.#skip(',');
    } while (!this.#skip('}'));
    return mapOf(entries);
  }

  #call(callee: Program): Program {
    if (callee.kind !== 'name' || callee.name === undefined) throw this.#unexpected();
    const args: Program[] = [];
    while (!this.#skip(')')) {
      args.push(this.#expression(0));
      this.#skip(',');
    }
    return callOf(callee.name, args);
  }

  #unexpected(expected?: string): CaissonError {
    const token = this.#peek();
    const shown = token.type === 'op' ? quote(token.sign) : `a ${token.type}`;
    const query = this.#text.length > 200 ? `${this.#text.slice(0, 200)}…` : this.#text;
    const wanted = expected === undefined ? '' : `, expected ${quote(expected)}`;
    return new CaissonError(
      'input.malformed',
      `incorrect query ${quote(query)}: unexpected ${token.type === 'end' ? 'end' : shown}${wanted}`,
    );
  }
}
