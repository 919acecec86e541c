import type { Requirement } from '#model/component.ts';
import { type Budget, boundedField } from '../bounds.ts';

/**
 * Reads relation fields such as `Depends` (deb-control(5), Debian Policy 7.1): `a (>= 1) | b, c:any`. The first
 * alternative becomes the name. One reader serves a whole file, so that equal text costs once.
 */
export class RelationReader {
  readonly #known = new Map<string, Requirement | undefined>();
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Throws `limit.*`. */
  requirements(field: string | undefined): readonly Requirement[] {
    if (field === undefined) return [];
    return boundedField(field)
      .split(',')
      .flatMap((group) => this.#group(group.trim()) ?? []);
  }

  /** The names of a `Provides` field. */
  names(field: string | undefined): readonly string[] {
    return this.requirements(field).map(({ name }) => name);
  }

  #group(text: string): Requirement | undefined {
    if (!this.#known.has(text)) this.#known.set(text, parseGroup(text));
    const requirement = this.#known.get(text);
    this.#budget.spend(1 + (requirement?.alternatives?.length ?? 0));
    return requirement;
  }
}

function parseGroup(text: string): Requirement | undefined {
  const [first, ...others] = text.split('|').map(parseOne);
  if (first === undefined || first.name === '') return undefined;
  const alternatives = others.map(({ name }) => name).filter((name) => name !== '');
  return { ...first, ...(alternatives.length > 0 && { alternatives }) };
}

function parseOne(text: string): { readonly name: string; readonly range?: string } {
  const word = text.trim();
  const end = word.search(/[\s(:[<]/);
  const name = end === -1 ? word : word.slice(0, end);
  const open = word.indexOf('(');
  const close = word.indexOf(')', open);
  if (open === -1 || close === -1) return { name };
  return { name, range: word.slice(open + 1, close).trim() };
}
