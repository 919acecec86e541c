import { CaissonError } from '#kit/error.ts';
import type { YamlComment } from '#yaml/node.ts';
import type { SourceString } from '../model.ts';

const maxParts = 100_000;

/** What loaders of one file share: a budget against alias bombs, and the comments by line. */
export interface LoadContext {
  /** Counts a job, a step or another part. Throws `limit.entries` beyond what any real file has. */
  spend(): void;
  /** The comment that ends a line. */
  commentOn(line: number): SourceString | undefined;
}

/** A fresh context for one file. */
export function createLoadContext(comments: readonly YamlComment[]): LoadContext {
  let left = maxParts;
  const byLine = new Map(comments.map((comment) => [comment.range.line, comment]));
  return {
    spend() {
      left -= 1;
      if (left < 0) throw new CaissonError('limit.entries', 'the pipeline has too many parts');
    },
    commentOn(line) {
      const comment = byLine.get(line);
      if (comment === undefined || comment.alone) return undefined;
      return { value: comment.text, range: comment.range };
    },
  };
}
