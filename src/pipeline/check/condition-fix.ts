import { isCaissonError } from '#kit/error.ts';
import type { Fix } from '#model/source-range.ts';
import type { YamlScalar } from '#yaml/node.ts';
import { expressionsIn } from '../github/expression.ts';
import { parseExpression } from '../github/expression-parser.ts';
import { editIn } from '../scalar-edit.ts';
import type { SourceText } from '../source-text.ts';

/** A block scalar loses its last line break; mixed text loses the delimiters where an expression remains. */
export function conditionFix(source: SourceText, scalar: YamlScalar): readonly Fix[] {
  const expressions = expressionsIn(scalar);
  const [only, second] = expressions;
  const alone =
    only !== undefined &&
    second === undefined &&
    scalar.text.trim().length === only.end - only.start;
  const block = scalar.style === 'literal' || scalar.style === 'folded';
  if (alone && block && only.start === 0) return stripped(source, scalar);
  const bare = expressions.reduceRight(
    (text, { start, end, text: inner }) =>
      `${text.slice(0, start)}${inner.trim()}${text.slice(end)}`,
    scalar.text,
  );
  if (!isExpression(bare) || block) return [];
  const edit = editIn(scalar, 0, scalar.text.length, bare.trim());
  return [{ title: 'write the condition without delimiters', safety: 'review', edits: [edit] }];
}

/** `|` becomes `|-`. */
function stripped(source: SourceText, { range }: YamlScalar): readonly Fix[] {
  const header = /^[|>][0-9]*[+]?/.exec(source.slice(range.start, range.start + 4))?.[0];
  if (header === undefined) return [];
  const edit = {
    start: range.start,
    end: range.start + header.length,
    text: `${header.replace('+', '')}-`,
  };
  return [{ title: 'strip the last line break', safety: 'review', edits: [edit] }];
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch (error) {
    if (isCaissonError(error)) return false;
    throw error;
  }
}
