import { RE2JS, RE2JSException } from 're2js';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Expression, Found, Span } from '../expression.ts';
import { costProblems } from '../lint.ts';
import { hasFoldedChoice, unfolded } from '../pattern/folded-choice.ts';
import { parsePattern } from '../pattern/parse.ts';
import { toJavaScript } from './translate.ts';

/** Longest expression of a user, in characters. */
const longest = 8192;

/**
 * An expression that a user wrote in RE2's syntax. It runs in V8 when it passes the lints of our own rules, else in an engine whose time
 * grows with the text only. `groups` names or numbers the groups that hold the secret; without one it is the whole match.
 * Throws `usage.invalid-config`.
 */
export function userExpression(source: string, groups: GroupChoice = {}): Expression {
  if (source.length > longest) throw invalid(source, 'is too long');
  const translated = toJavaScript(source);
  const expression = translated === undefined ? undefined : fastExpression(translated, groups);
  return expression ?? linearExpression(source, groups);
}

/** Which groups hold the secret. */
export interface GroupChoice {
  readonly name?: string;
  readonly number?: number;
}

/** Whether an expression of a user matches anywhere in a text. Throws `usage.invalid-config`. */
export function userTest(source: string): (text: string) => boolean {
  const expression = userExpression(source);
  return (text) => expression.find(text, 0) !== undefined;
}

function fastExpression(source: string, groups: GroupChoice): Expression | undefined {
  try {
    if (
      costProblems(parsePattern(source)).some((problem) => !problem.startsWith('matches nothing'))
    )
      return undefined;
    const inner = unfolded(source);
    if (hasFoldedChoice(inner ?? source)) return undefined;
    const expression = new RegExp(inner ?? source, inner === undefined ? 'dg' : 'dgi');
    return {
      find(text, from) {
        expression.lastIndex = from;
        const match = expression.exec(text);
        if (match?.indices === undefined) return undefined;
        const [start, end] = match.indices[0] ?? [match.index, match.index];
        return { start, end, secrets: chosen(namedSpans(match.indices, groups), { start, end }) };
      },
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof CaissonError) return undefined;
    throw error;
  }
}

function namedSpans(indices: RegExpIndicesArray, { name, number }: GroupChoice): readonly Span[] {
  if (number !== undefined) return spansOf([indices[number]]);
  if (name === undefined) return [];
  const named = Object.entries(indices.groups ?? {});
  return spansOf(
    named.filter(([key]) => key.replace(/__\d+$/, '') === name).map(([, pair]) => pair),
  );
}

function spansOf(pairs: readonly (readonly [number, number] | undefined)[]): readonly Span[] {
  return pairs.flatMap((pair) => (pair === undefined ? [] : [{ start: pair[0], end: pair[1] }]));
}

function linearExpression(source: string, groups: GroupChoice): Expression {
  const expression = compile(source);
  const numbers = numbersOf(expression, groups);
  return {
    find(text, from): Found | undefined {
      const matcher = expression.matcher(text);
      if (!matcher.find(from)) return undefined;
      const all = { start: matcher.start(), end: matcher.end() };
      const spans = numbers.map((number) => ({
        start: matcher.start(number),
        end: matcher.end(number),
      }));
      return {
        ...all,
        secrets: chosen(
          spans.filter(({ start }) => start >= 0),
          all,
        ),
      };
    },
  };
}

function compile(source: string): RE2JS {
  const names = new Set<string>();
  const unique = source.replaceAll(/\(\?P?<([A-Za-z_]\w*)>/g, (whole, name: string) => {
    if (!names.has(name)) {
      names.add(name);
      return whole;
    }
    return `(?P<${name}__${names.size + 1}>`;
  });
  try {
    return RE2JS.compile(unique);
  } catch (cause) {
    if (cause instanceof RE2JSException || cause instanceof Error)
      throw invalid(source, 'cannot be read', cause);
    throw cause;
  }
}

function numbersOf(expression: RE2JS, { name, number }: GroupChoice): readonly number[] {
  if (number !== undefined) return number <= expression.groupCount() ? [number] : [];
  if (name === undefined) return [];
  return Object.entries(expression.namedGroups())
    .filter(([key]) => key.replace(/__\d+$/, '') === name)
    .map(([, value]) => value);
}

function chosen(spans: readonly Span[], all: Span): readonly Span[] {
  return spans.length === 0 ? [all] : spans;
}

function invalid(source: string, detail: string, cause?: unknown): CaissonError {
  return new CaissonError(
    'usage.invalid-config',
    `expression ${quote(source.slice(0, 200))} ${detail}`,
    {
      cause,
      hint: 'expressions are written in the syntax of RE2',
    },
  );
}
