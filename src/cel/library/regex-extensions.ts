import {
  type CallContext,
  type Library,
  globalOverload as over,
  type Pattern,
  type PatternMatch,
} from '../declare.ts';
import { sizeOf } from '../size.ts';
import { INT, listOf, optionalOf, STRING } from '../type.ts';
import { CelError, Optional, type Result, type Value } from '../value.ts';

/** A pattern with at most one group. */
function extractor(source: string, context: CallContext): Pattern | CelError {
  const pattern = context.pattern(source);
  if (pattern instanceof CelError) return pattern;
  // Every pattern with an empty alternative matches: the groups of that match are all that there are.
  const probe = context.pattern(`${source}|`);
  const groups = probe instanceof CelError ? 0 : (probe.matches('', 1)[0]?.groups.length ?? 1) - 1;
  return groups > 1
    ? new CelError(
        `regular expression has more than one capturing group: ${JSON.stringify(source)}`,
      )
    : pattern;
}

/** The group when there is one, else the whole; an empty group is nothing. */
function taken({ groups }: PatternMatch): string | undefined {
  if (groups.length <= 1) return groups[0];
  return groups[1] === '' ? undefined : groups[1];
}

function extract(text: string, source: string, context: CallContext): Result {
  const pattern = extractor(source, context);
  if (pattern instanceof CelError) return pattern;
  const match = pattern.matches(text, 1)[0];
  return new Optional(match === undefined ? undefined : taken(match));
}

function extractAll(text: string, source: string, context: CallContext): Result {
  const pattern = extractor(source, context);
  if (pattern instanceof CelError) return pattern;
  return pattern
    .matches(text)
    .map(taken)
    .filter((part) => part !== undefined);
}

interface Replacement {
  readonly text: string;
  readonly source: string;
  readonly replacement: string;
  /** All when negative. */
  readonly count: number;
}

function replace(request: Replacement, context: CallContext): Result {
  const { text, source, replacement, count } = request;
  if (count === 0) return text;
  const pattern = context.pattern(source);
  if (pattern instanceof CelError) return pattern;
  const parts: string[] = [];
  let [end, size] = [0, 0];
  for (const match of count < 0 ? pattern.matches(text) : pattern.matches(text, count)) {
    const inserted = fill(replacement, match.groups);
    if (inserted instanceof CelError) return inserted;
    parts.push(text.slice(end, match.start), inserted);
    end = match.end;
    size += inserted.length;
    if (size > context.maxSize) return context.tooLarge(size) ?? new CelError('result too large');
  }
  return parts.join('') + text.slice(end);
}

/** `\1` is the first group, `\\` a backslash; everything else after a backslash is wrong. */
function fill(replacement: string, groups: PatternMatch['groups']): string | CelError {
  if (!replacement.includes('\\')) return replacement;
  if (!/^(?:[^\\]|\\[\\0-9])*$/s.test(replacement))
    return new CelError(
      `invalid replacement string: ${JSON.stringify(replacement)}: \\ must be followed by a digit or \\`,
    );
  const highest = groups.length - 1;
  const wrong = Array.from(replacement.matchAll(/\\([\\0-9])/g), ([, mark]) => Number(mark)).find(
    (group) => group > highest,
  );
  if (wrong !== undefined)
    return new CelError(
      `replacement string references group ${wrong} but regex has only ${highest} group(s)`,
    );
  return replacement.replace(/\\([\\0-9])/g, (_, mark: string) =>
    mark === '\\' ? '\\' : (groups[Number(mark)] ?? ''),
  );
}

/** One for the call, the search, and the result. */
function searchCost(text: string, source: string, result: Value): number {
  return 1 + (sizeOf(text) + 1) * 0.1 * (sizeOf(source) + 1) * 0.25 + sizeOf(result);
}

/** Regular expressions (cel-go `ext.Regex` version 1). */
export const regexExtensions: Library = {
  name: 'cel.lib.ext.regex',
  bases: ['kyverno', 'caisson', 'standard'],
  functions: [
    {
      name: 'regex.extract',
      overloads: [
        over([STRING, STRING], optionalOf(STRING), extract, {
          cost: (text, source, result) => Math.ceil(searchCost(text, source, result)),
        }),
      ],
    },
    {
      name: 'regex.extractAll',
      overloads: [
        over([STRING, STRING], listOf(STRING), extractAll, {
          cost: (text, source, result) => Math.ceil(searchCost(text, source, result) + 10),
        }),
      ],
    },
    {
      name: 'regex.replace',
      overloads: [
        over(
          [STRING, STRING, STRING],
          STRING,
          (text, source, replacement, context) =>
            replace({ text, source, replacement, count: -1 }, context),
          {
            cost: (text, source, _replacement, result) =>
              Math.floor(searchCost(text, source, result)),
          },
        ),
        over(
          [STRING, STRING, STRING, INT],
          STRING,
          (...[text, source, replacement, count, context]) =>
            replace({ text, source, replacement, count: Number(count) }, context),
          {
            cost: (...[text, source, , , result]) => Math.floor(searchCost(text, source, result)),
          },
        ),
      ],
    },
  ],
};
