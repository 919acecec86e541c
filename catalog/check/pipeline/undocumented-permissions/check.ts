import type { Violation } from '#contract/check.ts';
import type { Permissions, Pipeline, PipelineSubject } from '#pipeline/model.ts';

/** Rights without a comment on their line; reading the code needs no reason. */
export function* evaluate({ github, pipeline, yaml }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow' || pipeline === undefined) return;
  const comments = yaml?.comments.filter(({ text }) => text.trim() !== '');
  const commented = new Set(comments?.map(({ range }) => range.line));
  for (const { name, level, range } of scopesOf(pipeline)) {
    const plain = name.value === 'contents' && level === 'read';
    if (!plain && !commented.has(range.line))
      yield { message: `nobody says what ${name.value}: ${level} is for`, range };
  }
}

function scopesOf({ permissions, jobs }: Pipeline): Permissions['scopes'] {
  return [permissions, ...jobs.map((job) => job.permissions)].flatMap((each) => each?.scopes ?? []);
}
