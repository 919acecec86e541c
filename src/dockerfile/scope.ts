import { lex } from './lexer.ts';
import type { MappedText } from './mapped-text.ts';
import type { Expanded, UnsetVariable } from './resolved.ts';
import { similar } from './suggest.ts';
import type { Word } from './tree.ts';

/** A variable's value; `known` when the file or its inputs state it. */
export interface Variable {
  readonly text: string;
  readonly known: boolean;
}

/** The variables in force at a place of a file. */
export interface Scope {
  /** ENV and ARG with values. Shared with the stage below until something is set. */
  values: Map<string, Variable>;
  shared: boolean;
  /** Names that ARG declares, with a value or without. */
  args: Set<string>;
  /** Whether what is not set here is certainly not set: the base image is known. */
  readonly complete: boolean;
}

/** What the work on one file may still cost. */
export interface Budget {
  /** Characters of expanded text. */
  text: number;
  /** Unset variables for which a similar name is looked for. */
  suggestions: number;
  /** Whether something was left out. */
  cut: boolean;
}

/** Fresh allowance for one file. */
export function newBudget(): Budget {
  return { text: 16_000_000, suggestions: 200, cut: false };
}

/** A scope that begins as a copy of another. */
export function inherit(scope: Scope): Scope {
  return { ...scope, shared: true, args: new Set(scope.args) };
}

/** Sets a variable from here on. */
export function setVariable(scope: Scope, name: string, variable: Variable): void {
  if (scope.shared) {
    scope.values = new Map(scope.values);
    scope.shared = false;
  }
  scope.values.set(name, variable);
}

export interface ExpandOptions {
  readonly escape: '\\' | '`';
  readonly budget: Budget;
  /** Quotes are characters like others: text of heredocs. */
  readonly plainQuotes?: boolean;
}

/** A word with its variables put in, and its words where it holds several. */
export function expandWords(word: Word, scope: Scope, options: ExpandOptions): readonly Expanded[] {
  const { whole, words } = expandBoth(word, scope, options);
  if (whole.error !== undefined) return [whole];
  return words.map((value) => ({ ...whole, ...value }));
}

/** A word with its variables put in. */
export function expandWord(word: Word, scope: Scope, options: ExpandOptions): Expanded {
  return expandBoth(word, scope, options).whole;
}

function expandBoth(
  word: Word,
  scope: Scope,
  { escape, budget, plainQuotes = false }: ExpandOptions,
): { readonly whole: Expanded; readonly words: readonly MappedText[] } {
  if (budget.text <= 0) {
    budget.cut = true;
    return { whole: literal(word, false), words: [word] };
  }
  let known = true;
  const lexed = lex(word, { escape, plainQuotes, lookup });
  budget.text -= lexed.value.text.length;
  const { value, words, matched, unmatched, guarded, error } = lexed;
  const unset = unmatched.filter((name) => !scope.args.has(name));
  const isKnown =
    known && (unmatched.length === 0 || (scope.complete && unset.length === unmatched.length));
  const whole: Expanded = {
    ...value,
    word,
    known: isKnown && error === undefined,
    variables: matched.length + unmatched.length === 0 ? none : [...matched, ...unmatched],
    unset:
      unset.length === 0 ? none : unset.map((name) => unsetVariable(name, guarded.includes(name))),
    ...(error !== undefined && { error }),
  };
  return { whole, words };

  function lookup(name: string): string | undefined {
    const variable = scope.values.get(name);
    if (variable?.known === false) known = false;
    return variable?.text;
  }

  function unsetVariable(name: string, isGuarded: boolean): UnsetVariable {
    budget.suggestions -= 1;
    const like = budget.suggestions < 0 ? undefined : similar(name, scope.values.keys());
    return { name, guarded: isGuarded, ...(like !== undefined && { similar: like }) };
  }
}

const none: readonly never[] = [];

/** A word as it stands. */
export function literal(word: Word, known = true): Expanded {
  return { text: word.text, segments: word.segments, word, known, variables: none, unset: none };
}
