import type { Scope } from '#contract/scope.ts';
import type { CvssVector, Ssvc } from '#model/advisory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { Fact, Skip } from '../fact.ts';

/** What one document of a vendor's feed says, as facts: pure, no clock, no other source. Everything left out is a skip. */
export interface VendorRecords {
  readonly facts?: readonly Fact[];
  readonly skips?: readonly Skip[];
  /** CVSS vectors of a CVE or advisory id, beside those that facts carry. */
  readonly vectors?: readonly { readonly id: string; readonly cvss: CvssVector }[];
  /** CWE ids of a CVE. */
  readonly weaknesses?: readonly { readonly cve: string; readonly cwes: readonly string[] }[];
  readonly decisions?: readonly { readonly cve: string; readonly ssvc: Ssvc }[];
  readonly lifecycles?: readonly Lifecycle[];
  /** Red Hat: repository id (content set) to the CPEs that its advisories name. */
  readonly products?: readonly { readonly repository: string; readonly cpes: readonly string[] }[];
  /** Day of the document, for records that state no date of their own. */
  readonly day?: string;
}

/**
 * A vendor's feed: `id` is also the name of the directory below the feeds directory that holds its files as they are
 * published (`debian-tracker/`, `redhat-vex/`, `amazon/` …), packed (`.gz`, `.zst`, `.bz2`, `.zip`, `.tar`, `.tar.gz`,
 * `.tar.zst`) or not. Documents are read one by one, so that memory is bounded by the largest one.
 */
export interface VendorFeed {
  readonly id: string;
  /** The `feed` of its facts begins with this; see `publisher.ts`. */
  readonly publisher: string;
  /** Whether a file belongs to the feed; `path` is relative to the directory, packed endings removed. */
  readonly accepts: (path: string) => boolean;
  /** Yields at least once per document. A document that cannot be read is a skip `malformed`, not an error. */
  readonly read: (document: FeedDocument, scope: Scope) => Iterable<VendorRecords>;
  /** For a feed whose documents only make sense together: a reading of all of them, which takes the place of `read`. */
  readonly begin?: () => VendorReading;
}

/** One pass over all documents of a feed, in the order of their paths; it may keep what it needs of earlier ones. */
export interface VendorReading {
  readonly read: VendorFeed['read'];
  /** What only all documents together say. */
  readonly finish: (scope: Scope) => Iterable<VendorRecords>;
}

/** One document, unpacked. `bytes` are bounded by the reader. */
export interface FeedDocument {
  readonly path: string;
  readonly bytes: Uint8Array;
}
