import type { Span } from './script.ts';

/** A mistake in a script, under the number that ShellCheck's users know. */
export interface ScriptMistake extends Span {
  /** `2086` for SC2086. */
  readonly code: number;
  readonly message: string;
  /** How bad ShellCheck itself finds it; absent in native answers. */
  readonly level?: 'error' | 'warning' | 'info' | 'style';
}
