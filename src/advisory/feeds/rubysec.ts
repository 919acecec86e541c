import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { comparatorOf } from '#version/scheme.ts';
import { severityOfWord } from '../severity-word.ts';
import { parseExpression } from './expression.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { complement, type Interval } from './interval.ts';
import { malformed, textAt, textsAt } from './json-value.ts';
import { languageFact, namesFrom } from './language-fact.ts';
import { yamlOf } from './yaml-value.ts';

/**
 * The Ruby Advisory Database, `gems/<gem>/CVE-2024-1234.yml`. It lists the versions that are *not* affected, as requirements of
 * RubyGems: everything else is. Without any of them all versions are affected. Advisories of interpreters (`rubies/`) are not read.
 */
export const rubysec: VendorFeed = {
  id: 'rubysec',
  publisher: 'rubysec',
  accepts: (path) => /(?:^|\/)gems\/[^/]+\/[^/]+\.ya?ml$/.test(path),
  read: readDocument,
};

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const record = yamlOf(document);
  const name = textAt(record, 'gem');
  const names = namesFrom([
    prefixed('CVE-', textAt(record, 'cve')),
    prefixed('GHSA-', textAt(record, 'ghsa')),
    prefixed('OSVDB-', textAt(record, 'osvdb')),
  ]);
  if (name === undefined || names === undefined) return [malformed(document.path)];
  const affected = affectedOf(record);
  if (affected === undefined)
    return [{ skips: [{ reason: 'no-versions', subject: `${names.id} ${name}` }] }];
  const fact = languageFact({
    ecosystem: 'gem',
    name,
    ...names,
    affected,
    feed: 'rubysec:gem',
    published: textAt(record, 'date'),
    severity: severityOfWord(textAt(record, 'criticality')),
    url: textAt(record, 'url'),
  });
  return [{ facts: fact === undefined ? [] : [fact] }];
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined || text.startsWith(prefix) ? text : `${prefix}${text}`;
}

/** `undefined` when a requirement cannot be understood: then nothing is known of what is left. */
function affectedOf(record: unknown): readonly Interval[] | undefined {
  const requirements = ['patched_versions', 'unaffected_versions'].flatMap((key) =>
    textsAt(record, key).map((text) => parseExpression(text, 'rubygems')),
  );
  if (requirements.length > maxRequirements || requirements.includes(undefined)) return undefined;
  return complement(
    requirements.flatMap((one) => one ?? []),
    comparatorOf('rubygems'),
  );
}

const maxRequirements = 200;
