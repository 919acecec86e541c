import { fitsStars } from '#kit/star-pattern.ts';
import { allOf, anyOf, not, type Term } from './term.ts';
import { unsupported } from './unsupported.ts';

const maxDepth = 50;

/** Reads `selection and not 1 of filter_*`; `terms` has the condition of each selection. */
export function matchCondition(text: string, terms: ReadonlyMap<string, Term>): Term {
  if (text.includes('|')) throw unsupported('it counts or correlates events');
  const parser = new ConditionParser(text, terms);
  return parser.all();
}

class ConditionParser {
  readonly #words: readonly string[];
  readonly #terms: ReadonlyMap<string, Term>;
  #at = 0;

  constructor(text: string, terms: ReadonlyMap<string, Term>) {
    this.#words = text.match(/[()]|[^\s()]+/g) ?? [];
    this.#terms = terms;
  }

  all(): Term {
    const term = this.#or(0);
    if (this.#at < this.#words.length)
      throw unsupported(`"${this.#words[this.#at]}" is not expected`);
    return term;
  }

  #or(depth: number): Term {
    if (depth > maxDepth) throw unsupported('the condition is nested too deeply');
    const terms = [this.#and(depth)];
    while (this.#take('or')) terms.push(this.#and(depth));
    return anyOf(terms);
  }

  #and(depth: number): Term {
    const terms = [this.#not(depth)];
    while (this.#take('and')) terms.push(this.#not(depth));
    return allOf(terms);
  }

  #not(depth: number): Term {
    let negated = false;
    while (this.#take('not')) negated = !negated;
    const term = this.#primary(depth);
    return negated ? not(term) : term;
  }

  #primary(depth: number): Term {
    if (this.#take('(')) {
      const term = this.#or(depth + 1);
      if (!this.#take(')')) throw unsupported('a bracket is not closed');
      return term;
    }
    const word = this.#words[this.#at] ?? '';
    this.#at += 1;
    if (this.#take('of')) return this.#quantified(word);
    const term = this.#terms.get(word);
    if (term === undefined) throw unsupported(`there is no selection "${word}"`);
    return term;
  }

  #quantified(count: string): Term {
    const pattern = this.#words[this.#at] ?? '';
    this.#at += 1;
    const found = [...this.#terms].flatMap(([name, term]) =>
      pattern === 'them'
        ? name.startsWith('_')
          ? []
          : [term]
        : fitsStars(pattern, name)
          ? [term]
          : [],
    );
    if (found.length === 0) throw unsupported(`no selection is called "${pattern}"`);
    if (count === 'all') return allOf(found);
    if (count === '1' || count === 'any') return anyOf(found);
    throw unsupported(`"${count} of" is not known here`);
  }

  #take(word: string): boolean {
    if ((this.#words[this.#at] ?? '').toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }
}
