/** A piece of a condition, or one that always or never holds. */
export type Term = 'always' | 'never' | { readonly text: string };

/** All of them. */
export function allOf(terms: readonly Term[]): Term {
  return joined(terms, 'and', 'always', 'never');
}

/** Any of them. */
export function anyOf(terms: readonly Term[]): Term {
  return joined(terms, 'or', 'never', 'always');
}

export function not(term: Term): Term {
  if (term === 'always') return 'never';
  return term === 'never' ? 'always' : { text: `not ${term.text}` };
}

function joined(
  terms: readonly Term[],
  word: 'and' | 'or',
  neutral: 'always' | 'never',
  decisive: 'always' | 'never',
): Term {
  if (terms.includes(decisive)) return decisive;
  const texts = [
    ...new Set(terms.flatMap((term) => (typeof term === 'string' ? [] : [term.text]))),
  ];
  const [only] = texts;
  if (only === undefined) return neutral;
  return { text: texts.length === 1 ? only : `(${texts.join(` ${word} `)})` };
}
