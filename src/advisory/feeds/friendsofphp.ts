import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { parseExpression } from './expression.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import type { Interval } from './interval.ts';
import { malformed, recordAt, textAt, textsAt } from './json-value.ts';
import { languageFact, namesFrom } from './language-fact.ts';
import { yamlOf } from './yaml-value.ts';

/**
 * PHP Security Advisories of FriendsOfPHP, `<vendor>/<package>/CVE-2024-1234.yaml`: for each branch the constraints that together
 * name its affected versions. A record without a CVE gets the id `FOP-<vendor>-<package>-<file>`: it has none of its own.
 */
export const friendsOfPhp: VendorFeed = {
  id: 'friendsofphp',
  publisher: 'friendsofphp',
  accepts: (path) => /(?:^|\/)[^/.]+\/[^/]+\/[^/]+\.ya?ml$/.test(path) && !/\/\./.test(`/${path}`),
  read: readDocument,
};

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const record = yamlOf(document);
  const name = /^composer:\/\/([\w.-]{1,100}\/[\w.-]{1,100})$/.exec(
    textAt(record, 'reference') ?? '',
  )?.[1];
  const names = namesFrom([textAt(record, 'cve'), ownId(name, document.path)]);
  if (name === undefined || names === undefined) return [malformed(document.path)];
  const branches = Object.values(recordAt(record, 'branches')).slice(0, maxBranches);
  const affected = branches.map(affectedOf);
  if (affected.length === 0 || affected.includes(undefined))
    return [{ skips: [{ reason: 'no-versions', subject: `${names.id} ${name}` }] }];
  const fact = languageFact({
    ecosystem: 'composer',
    name,
    ...names,
    feed: 'friendsofphp:packagist',
    aliases: [],
    affected: affected.flatMap((one) => one ?? []),
    published: timeOf(branches),
    url: textAt(record, 'link'),
  });
  return [{ facts: fact === undefined ? [] : [fact] }];
}

const maxBranches = 500;

function ownId(name: string | undefined, path: string): string | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
  return name === undefined ? undefined : `FOP-${name.replace('/', '-')}-${file}`.slice(0, 80);
}

/** Constraints of a branch hold together: `['>=4.4.0', '<4.4.7']`. */
function affectedOf(branch: unknown): readonly Interval[] | undefined {
  const versions = textsAt(branch, 'versions');
  return versions.length === 0 ? undefined : parseExpression(versions.join(','), 'packagist');
}

/** The earliest day on which a branch was fixed; a branch that is not has none. */
function timeOf(branches: readonly unknown[]): string | undefined {
  const times = branches.map((branch) => textAt(branch, 'time')?.slice(0, 10) ?? '');
  return times.filter((time) => /^\d{4}-\d\d-\d\d$/.test(time)).sort()[0];
}
