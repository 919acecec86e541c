import { RE2JS } from 're2js';
import { textOfBytes } from '#kit/byte-string.ts';
import { CaissonError } from '#kit/error.ts';

const longestPattern = 16_384;
const largestProgram = 50_000;

/** Tests whether the whole of a byte string matches. Time is linear in its length. */
export type Expression = (value: string) => boolean;

/**
 * A regular expression of RE2's POSIX syntax (no `\d`, no groups with `(?`), anchored at both ends; `^` and `$` also match at
 * line ends, as there. Throws `input.malformed` for bad ones and `limit.size` for those that would be too large.
 */
export function compileExpression(pattern: string): Expression {
  if (pattern.length > longestPattern)
    throw new CaissonError(
      'limit.size',
      `the regular expression is longer than ${longestPattern} bytes`,
    );
  const foreign = foreignSyntax.exec(pattern);
  if (foreign !== null)
    throw new CaissonError(
      'input.malformed',
      `"${foreign[1]}" is not part of POSIX regular expressions`,
    );
  const compiled = compile(textOfBytes(pattern));
  if (compiled.programSize() > largestProgram)
    throw new CaissonError('limit.size', 'the regular expression is too complex');
  return (value) => compiled.testExact(textOfBytes(value));
}

/** Escapes and groups of Perl, outside of escaped backslashes. */
const foreignSyntax =
  /^(?:[^\\(]|\\[^a-zA-Z0-9<>]|\\[aftnrvx0-7]|\((?!\?))*?(\\[b-eg-mo-qsuwyzA-Z89]|\(\?)/s;

function compile(text: string): RE2JS {
  try {
    return RE2JS.compile(text, RE2JS.MULTILINE);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'malformed';
    throw new CaissonError('input.malformed', `invalid regular expression: ${why}`, { cause });
  }
}
