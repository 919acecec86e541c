import type { Severity } from './severity.ts';

/** What a publisher says of a package: `not_affected` and `unknown` never make a finding. */
export const advisoryStates = [
  'affected',
  'fixed',
  'not_affected',
  'under_investigation',
  'deferred',
  'wont_fix',
  'end_of_life',
  'unknown',
] as const;
export type AdvisoryState = (typeof advisoryStates)[number];

/**
 * A publisher's statement about one package (GHSA, DSA, ALSA), as facts: no prose.
 * Several advisories may speak of the same vulnerability.
 */
export interface Advisory {
  /** The publisher's own id: `GHSA-…`, `DSA-5000-1`, `ALSA-2024:1234`, `GO-2024-0001`, `CVE-2024-1`. */
  readonly id: string;
  /** The CVEs it speaks of; empty when it has none, then `id` names the vulnerability. */
  readonly cves: readonly string[];
  /** Other publishers' ids of the same statement. */
  readonly aliases: readonly string[];
  readonly package: string;
  readonly state: AdvisoryState;
  readonly ranges: readonly AffectedRange[];
  /** Single versions that are affected beside the ranges. */
  readonly versions: readonly string[];
  /** The publisher's own word for it, mapped to ours. */
  readonly severity?: Severity;
  readonly cvss: readonly CvssVector[];
  /** RFC 3339 date or date-time. */
  readonly published?: string;
  readonly modified?: string;
  /** Where it was published: `osv:Debian:12`, `secdb:alpine`. */
  readonly feed: string;
  /** The publisher's page. */
  readonly url?: string;
  readonly qualifiers?: AdvisoryQualifiers;
  /** The publisher's own word for the state, where it says more: `no-dsa`, `postponed`, `ignored`, `Will not fix`. */
  readonly statement?: string;
  /** Day on which the fix was published, `YYYY-MM-DD`. */
  readonly fixedOn?: string;
}

/** Restrictions that must hold for the advisory to speak of a component. */
export interface AdvisoryQualifiers {
  readonly architectures?: readonly string[];
  /** rpm module `name:stream`. */
  readonly module?: string;
  /** Go import paths and the symbols in them that are vulnerable. */
  readonly imports?: readonly { readonly path: string; readonly symbols: readonly string[] }[];
  /** CPE 2.2 or 2.3 names of the products or repositories the statement is about (Red Hat). */
  readonly products?: readonly string[];
  /** Variant of a build whose versions are not comparable with others: `fips`, `ksplice` (Oracle). */
  readonly flavour?: string;
}

/** Versions from `introduced` (inclusive, `0` = from the beginning) up to `fixed` (exclusive) or `lastAffected` (inclusive). */
export interface AffectedRange {
  readonly introduced: string;
  readonly fixed?: string;
  readonly lastAffected?: string;
}

/** `version` is that of the CVSS specification; `vector` as published; `score` the base score from 0 to 10. */
export interface CvssVector {
  readonly version: '2.0' | '3.0' | '3.1' | '4.0';
  readonly vector: string;
  readonly score: number;
}

/** A line of CISA's catalogue of known exploited vulnerabilities. Dates are `YYYY-MM-DD`. */
export interface KnownExploited {
  readonly cve: string;
  readonly added: string;
  readonly due?: string;
  readonly ransomware: boolean;
}

/** Exploit prediction (FIRST EPSS): both numbers from 0 to 1; `date` is the day of the model run. */
export interface ExploitPrediction {
  readonly cve: string;
  readonly probability: number;
  readonly percentile: number;
  readonly date: string;
}

/** CISA's decision points for a CVE (SSVC, published with Vulnrichment). */
export interface Ssvc {
  readonly exploitation: 'none' | 'poc' | 'active';
  readonly automatable: boolean;
  readonly impact: 'partial' | 'total';
  /** `YYYY-MM-DD` of the assessment. */
  readonly date: string;
}
