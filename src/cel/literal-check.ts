import type { Ast } from './ast.ts';
import { compilePattern } from './pattern.ts';
import { parseDuration } from './standard/duration.ts';
import { parseTimestamp } from './standard/timestamp.ts';
import { childrenOf } from './tree.ts';
import { CelError } from './value.ts';

/** Reports literal durations, timestamps and patterns that are wrong, as Kubernetes does since 1.29. */
export function checkLiterals(ast: Ast, fail: (node: Ast, message: string) => void): void {
  if (ast.type === 'call') {
    const [argument] = ast.args;
    if (argument?.type === 'constant' && typeof argument.value === 'string') {
      const error = literalError(ast.name, argument.value, ast.target !== undefined);
      if (error !== undefined) fail(argument, error.message);
    }
  }
  for (const child of childrenOf(ast)) checkLiterals(child, fail);
}

function literalError(name: string, text: string, isMember: boolean): CelError | undefined {
  const result = isMember
    ? name === 'matches' && compilePattern(text)
    : (name === 'duration' && parseDuration(text)) ||
      (name === 'timestamp' && parseTimestamp(text));
  return result instanceof CelError ? result : undefined;
}
