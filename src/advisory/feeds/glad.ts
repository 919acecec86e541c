import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import { schemeOfEcosystem } from '#version/scheme.ts';
import { sortedSet } from '../name.ts';
import { parseExpression } from './expression.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { malformed, textAt, textsAt } from './json-value.ts';
import { languageFact, namesFrom } from './language-fact.ts';
import { yamlOf } from './yaml-value.ts';

/**
 * The GitLab Advisory Database, `<type>/<package>/CVE-2024-1234.yml`, with affected versions as an expression in the spelling of
 * the ecosystem. It is the only source for Conan; what it says of others is its own view beside that of their databases.
 */
export const glad: VendorFeed = {
  id: 'glad',
  publisher: 'gitlab',
  accepts: (path) => path.endsWith('.yml') && isBelowType(path),
  read: readDocument,
};

const types: ReadonlyMap<string, Ecosystem> = new Map<string, Ecosystem>([
  ['cargo', 'cargo'],
  ['conan', 'conan'],
  ['gem', 'gem'],
  ['go', 'golang'],
  ['maven', 'maven'],
  ['npm', 'npm'],
  ['nuget', 'nuget'],
  ['packagist', 'composer'],
  ['pub', 'pub'],
  ['pypi', 'pypi'],
  ['swift', 'swift'],
]);

/** A package may have slashes in its name, and the whole may lie in a directory of its own. */
function isBelowType(path: string): boolean {
  return path
    .split('/')
    .slice(0, -2)
    .some((part) => types.has(part));
}

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const record = yamlOf(document);
  const place = packageOf(textAt(record, 'package_slug') ?? '');
  const names = namesFrom([
    textAt(record, 'identifier'),
    ...textsAt(record, 'identifiers').slice(0, maxNames),
  ]);
  if (place === undefined || names === undefined) return [malformed(document.path)];
  const scheme = schemeOfEcosystem(place.ecosystem);
  const affected = parseExpression(textAt(record, 'affected_range') ?? '', scheme);
  if (affected === undefined)
    return [{ skips: [{ reason: 'no-versions', subject: `${names.id} ${place.name}` }] }];
  const fact = languageFact({
    ...place,
    ...names,
    affected,
    feed: `gitlab:${place.ecosystem}`,
    vectors: ['cvss_v4', 'cvss_v3', 'cvss_v2'].map((key) => textAt(record, key)),
    published: textAt(record, 'pubdate'),
    modified: textAt(record, 'date'),
    url: textsAt(record, 'urls')[0],
  });
  const cwes = sortedSet(
    textsAt(record, 'cwe_ids').filter((id) => /^CWE-\d{1,6}$/.test(id) && !isGitLabKind(id)),
  );
  const weaknesses = names.cves.map((cve) => ({ cve, cwes }));
  return [{ facts: fact === undefined ? [] : [fact], ...(cwes.length > 0 && { weaknesses }) }];
}

const maxNames = 50;

/** `CWE-1035` and `CWE-937` stand on every record: they only say "a component with known vulnerabilities". */
function isGitLabKind(id: string): boolean {
  return id === 'CWE-1035' || id === 'CWE-937';
}

/** `maven/org.apache/thing` is `org.apache:thing`; elsewhere the name is what follows the type. */
function packageOf(slug: string): { ecosystem: Ecosystem; name: string } | undefined {
  const [type = '', ...rest] = slug.split('/');
  const ecosystem = types.get(type);
  const name = rest.join(ecosystem === 'maven' ? ':' : '/');
  return ecosystem === undefined || name === '' ? undefined : { ecosystem, name };
}
