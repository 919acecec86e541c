import type { YamlMap } from '#yaml/node.ts';
import type { Expression } from './expression.ts';
import type { Taint } from './taint.ts';

/** What only GitHub files have. */
export interface GithubFacts {
  readonly kind: 'workflow' | 'action';
  readonly root: YamlMap;
  /** All `${{ … }}` and conditions of the file, in order. */
  readonly expressions: readonly Expression[];
  /** Answers what an expression of this file may hold. */
  readonly taint: Taint;
}
