import type { AppliedException } from '#model/decision.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Finding } from '#model/finding.ts';
import type { VexStatus } from '#model/vex.ts';

/**
 * A statement that a finding is accepted, or a VEX statement of any status. All conditions that are present must hold; one
 * with no `ids` covers every vulnerability of what the others name.
 */
export interface Exception extends AppliedException {
  /** CVE, advisory, check or rule ids, and licences; case does not matter. */
  readonly ids: readonly string[];
  /** Package URLs; parts that one leaves out (version, qualifiers) match everything. */
  readonly packages: readonly string[];
  /** Globs over file paths in the artifact, artifact references or image digests; one must fit. */
  readonly where: readonly string[];
  /** Ends earlier: when a fix is there, when the vulnerability is known to be exploited. */
  readonly until: readonly ('fixed' | 'exploited')[];
  /** The component under other names than package URLs; one of all names must fit. */
  readonly parts?: Identity;
  /** Versions of the component, as one version or as `vers:` range; one must hold it. */
  readonly versions?: readonly string[];
  /** Products that the component must be, or be a part of; every one. */
  readonly within?: readonly Identity[];
  readonly only?: OnlyFor;
  /** Where a VEX document says it; absent: a person accepts. */
  readonly vex?: VexOrigin;
}

/** Ways to name one thing; one must fit. Names are references, IRIs or component ids. Without any it cannot be checked. */
export interface Identity {
  readonly purls: readonly string[];
  /** CPE 2.2 or 2.3. */
  readonly cpes: readonly string[];
  /** Lower-case hex, of whatever algorithm. */
  readonly hashes: readonly string[];
  readonly names: readonly string[];
}

/** Conditions of other tools' ignore lists. `names` and `sources` are globs over package and source package names. */
export interface OnlyFor {
  readonly names?: readonly string[];
  readonly sources?: readonly string[];
  readonly version?: string;
  readonly ecosystems?: readonly Ecosystem[];
  readonly fix?: 'fixed' | 'not-fixed' | 'wont-fix' | 'unknown';
}

/** `timeMs` since the epoch; a statement without a moment is older than all others. */
interface VexOrigin {
  readonly document: string;
  readonly status: VexStatus;
  readonly timeMs?: number;
  /** It came with the artifact: whoever made that may have written it, so what a person named goes first. */
  readonly isAttached?: boolean;
  /** Action statement, remediation or notes. */
  readonly advice?: string;
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
