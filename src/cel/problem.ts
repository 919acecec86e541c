/** A fault in the text of an expression: where, and what is wrong with it. */
export interface CelProblem {
  readonly message: string;
  /** Offset in the text, in UTF-16 units; `line` from 1, `column` from 1 in code points. */
  readonly at: number;
  readonly line: number;
  readonly column: number;
  /** The line of text with a caret below the place, for people. */
  readonly excerpt: string;
}

const longestExcerpt = 200;

/** The problem at an offset of a text. */
export function problemAt(text: string, at: number, message: string): CelProblem {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  const line = countLines(before);
  const end = text.indexOf('\n', at);
  const from = Math.max(start, at - longestExcerpt / 2);
  const shown = text.slice(from, Math.min(end < 0 ? text.length : end, from + longestExcerpt));
  const column = Array.from(text.slice(start, at)).length + 1;
  const indent = ' '.repeat(Array.from(text.slice(from, at)).length);
  return { message, at, line, column, excerpt: `${shown.replaceAll('\t', ' ')}\n${indent}^` };
}

/** `2:14: undeclared reference to "objct"; did you mean "object"?`, then the line and a caret. */
export function formatProblem(problem: CelProblem): string {
  return `${problem.line}:${problem.column}: ${problem.message}\n${problem.excerpt}`;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
