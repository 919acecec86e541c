import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { textsMatching } from '#pipeline/system/command.ts';

const command =
  /##vso\[task\.(?:setvariable|prependpath|setendpoint|uploadfile)[^\]\n]{0,300}\][^\n]{0,300}/g;
const outside =
  /\$[({]?(?:Build[._]Source(?:Branch|BranchName|VersionMessage|VersionAuthor)|System[._]PullRequest[._]SourceBranch|Build[._]RequestedFor)\b|\$\(\s*(?:cat|curl|wget|git\s+log|Get-Content|Invoke-)/i;

/** Commands of the agent that take in what people wrote, or what a program printed. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system !== 'azure') return;
  for (const { text, range, job } of textsMatching(subject, command)) {
    const found = outside.exec(text)?.[0];
    if (found === undefined) continue;
    yield {
      message: `"${found}" becomes a part of a command of the agent`,
      range,
      ...subjectOf(job),
    };
  }
}
