import type { AppliedException } from '#model/decision.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import { parsePurl } from '#model/purl.ts';
import { globMatches } from './glob.ts';

/**
 * A statement that a finding is accepted. All conditions that are present must hold; one with no `ids` covers every
 * vulnerability of what the others name.
 */
export interface Exception extends AppliedException {
  /** CVE, advisory, check or rule ids. */
  readonly ids: readonly string[];
  /** Package URLs; parts that one leaves out (version, qualifiers) match everything. */
  readonly packages: readonly string[];
  /** Globs over file paths in the artifact, artifact references or image digests; one must fit. */
  readonly where: readonly string[];
  /** Ends earlier: when a fix is there, when the vulnerability is known to be exploited. */
  readonly until: readonly ('fixed' | 'exploited')[];
}

/** Whether an exception speaks of a finding on an artifact; expiry is not looked at here. */
export function covers(
  exception: Exception,
  finding: Finding,
  artifact: { readonly reference: string; readonly digests: readonly string[] },
): boolean {
  return (
    coversId(exception, finding) &&
    coversPackage(exception, finding) &&
    coversPlace(exception, finding, artifact)
  );
}

/** Why an exception that covers a finding no longer holds, if so. `now` and `expires` are RFC 3339. */
export function lapse(exception: Exception, finding: Finding, now: string): string | undefined {
  if (isExpired(exception, now)) return `expired on ${exception.expires}`;
  if (finding.kind !== 'vulnerability') return undefined;
  const { fixedVersion, knownExploited } = finding.vulnerability;
  if (exception.until.includes('fixed') && fixedVersion !== undefined)
    return `a fix is there (${fixedVersion})`;
  if (exception.until.includes('exploited') && knownExploited !== undefined)
    return 'the vulnerability is known to be exploited';
  return undefined;
}

/** A date alone lasts until the end of that day, UTC. */
export function isExpired(exception: Exception, now: string): boolean {
  const { expires } = exception;
  if (expires === undefined) return false;
  const end = expires.length === 10 ? `${expires}T23:59:59.999Z` : expires;
  return Date.parse(end) < Date.parse(now);
}

/** Without ids an exception is about vulnerabilities only: nobody accepts licences or the end of support by accident. */
function coversId({ ids }: Exception, finding: Finding): boolean {
  if (finding.kind !== 'vulnerability') return ids.includes(finding.rule);
  return (
    ids.length === 0 ||
    ids.includes(finding.rule) ||
    finding.vulnerability.aliases.some((id) => ids.includes(id))
  );
}

function coversPackage({ packages }: Exception, finding: Finding): boolean {
  if (packages.length === 0) return true;
  const component = componentOfFinding(finding);
  return component !== undefined && packages.some((purl) => purlCovers(purl, component.purl));
}

function coversPlace(
  { where }: Exception,
  finding: Finding,
  artifact: { readonly reference: string; readonly digests: readonly string[] },
): boolean {
  if (where.length === 0) return true;
  const paths = finding.locations.flatMap(({ path }) => [path, path.slice(1)]);
  const places = [...paths, artifact.reference, ...artifact.digests];
  return where.some((glob) => places.some((place) => globMatches(glob, place)));
}

/** A purl covers another when every part that it states is the same there. */
export function purlCovers(general: string, special: string): boolean {
  if (general === special) return true;
  const [a, b] = [parsePurl(general), parsePurl(special)];
  return (
    a.type === b.type &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    (a.version === undefined || a.version === b.version) &&
    Object.entries(a.qualifiers ?? {}).every(([key, value]) => b.qualifiers?.[key] === value)
  );
}
