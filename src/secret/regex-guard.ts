import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 leave an expression that backtracks too often to its linear engine. For the whole process, and only for expressions that
 * are compiled afterwards: `main.ts` calls it first. Expressions with look-around stay with the backtracking engine; those are bounded by
 * the lints and by the windows.
 */
export function protectRegexEngine(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  setFlagsFromString('--regexp-backtracks-before-fallback=10000');
}
