import {
  type CallContext,
  type Library,
  memberOverload as member,
  type Pattern,
} from '../declare.ts';
import { sizeOf } from '../size.ts';
import { INT, listOf, STRING } from '../type.ts';
import { CelError, type Result } from '../value.ts';

/** The pattern, or an error that says it is one of a regular expression. */
function patternOf(source: string, context: CallContext): Pattern | CelError {
  const pattern = context.pattern(source);
  return pattern instanceof CelError ? new CelError(`Illegal regex: ${pattern.message}`) : pattern;
}

function find(text: string, source: string, context: CallContext): Result {
  const pattern = patternOf(source, context);
  if (pattern instanceof CelError) return pattern;
  return pattern.matches(text, 1)[0]?.groups[0] ?? '';
}

function findAll(
  text: string,
  source: string,
  limit: number | bigint,
  context: CallContext,
): Result {
  const pattern = patternOf(source, context);
  if (pattern instanceof CelError) return pattern;
  if (limit === 0) return [];
  const matches = limit < 0 ? pattern.matches(text) : pattern.matches(text, Number(limit));
  return matches.map((match) => text.slice(match.start, match.end));
}

/** Cost of a search: the text by the size of the pattern. */
function searchCost(text: string, source: string): number {
  return Math.ceil((1 + sizeOf(text)) * 0.1) * Math.ceil(sizeOf(source) * 0.25);
}

const cost = { cost: (text: string, source: string) => searchCost(text, source) };

/** Regular expressions (k8s.io/apiserver cel/library, `regex`): RE2 syntax, linear time. */
export const regexLibrary: Library = {
  name: 'kubernetes.regex',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  functions: [
    { name: 'find', overloads: [member([STRING, STRING], STRING, find, cost)] },
    {
      name: 'findAll',
      overloads: [
        member(
          [STRING, STRING],
          listOf(STRING),
          (text, source, context) => findAll(text, source, -1, context),
          cost,
        ),
        member([STRING, STRING, INT], listOf(STRING), findAll, cost),
      ],
    },
  ],
};
