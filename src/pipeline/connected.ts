import type { Condition, Violation } from '#contract/check.ts';
import { forgeFacts, type KnownReference } from './check/forge.ts';
import { jobOf, remoteActions } from './check/parts.ts';
import { versionIn, versionOf } from './check/version-comment.ts';
import type { PipelineSubject } from './model.ts';

/**
 * Conditions of checks that need more than the file: an advisory database (`PipelineSettings.advisoriesOf`) or the forge
 * (`forgeFactsOf`). They report nothing without it, so they stand here and not beside their entries in the catalogue.
 */
export const connectedConditions: Readonly<Record<string, Condition<PipelineSubject>>> = {
  'CSN-CI-0047': vulnerable,
  'CSN-CI-0070': (subject) => known(subject, impostor),
  'CSN-CI-0071': (subject) => known(subject, confused),
  'CSN-CI-0072': (subject) => known(subject, stale),
  'CSN-CI-0073': (subject) => known(subject, mismatched),
};

function* vulnerable(subject: PipelineSubject): Iterable<Violation> {
  const { acceptedAdvisories } = subject.settings;
  for (const reference of remoteActions(subject)) {
    const { source, text, job } = reference;
    const version = versionOf(reference);
    if (version === undefined) continue;
    for (const each of subject.advisoriesOf(source, version)) {
      const { id, aliases = [], severity, fixedVersion } = each;
      if ([id, ...aliases].some((name) => acceptedAdvisories.includes(name))) continue;
      const fixed = fixedVersion === undefined ? '' : `; fixed in ${fixedVersion}`;
      yield {
        message: `${source} ${version}: ${id}${fixed}`,
        range: text.range,
        identity: `${source}\0${id}`,
        ...(severity !== 'unknown' && { severity }),
        ...jobOf(job),
      };
    }
  }
}

function* known(
  subject: PipelineSubject,
  judge: (reference: KnownReference) => string | undefined,
): Iterable<Violation> {
  for (const each of forgeFacts(subject)) {
    const message = judge(each);
    const { text, job } = each.reference;
    if (message !== undefined) yield { message, range: text.range, ...jobOf(job) };
  }
}

function impostor({ reference: { source, pinned }, facts }: KnownReference): string | undefined {
  if (facts.foreignCommit !== true || pinned !== 'digest') return undefined;
  return `the commit of "${source}" stands on none of its branches and tags`;
}

function confused({
  reference: { source, version = '' },
  facts,
}: KnownReference): string | undefined {
  if (facts.branchAndTag !== true) return undefined;
  return `"${version}" is both a branch and a tag of "${source}"`;
}

function stale({ reference: { source, pinned }, facts }: KnownReference): string | undefined {
  if (pinned !== 'digest' || facts.tags?.length !== 0) return undefined;
  return `no tag of "${source}" points to this commit`;
}

function mismatched({ reference, facts }: KnownReference): string | undefined {
  const { comment, pinned, source } = reference;
  const stated = versionIn(comment?.value ?? '');
  const [tag] = facts.tags ?? [];
  if (pinned !== 'digest' || stated === undefined || tag === undefined) return undefined;
  if (facts.tags?.includes(stated) === true) return undefined;
  return `the commit of "${source}" is ${tag}, not ${stated}`;
}
