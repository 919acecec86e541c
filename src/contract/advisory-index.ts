import type {
  Advisory,
  CvssVector,
  ExploitPrediction,
  KnownExploited,
  Ssvc,
} from '#model/advisory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { DatabaseFacts } from '#model/report.ts';

/** The advisory database as matching sees it: local, read-only, synchronous; safe with many readers at once. */
export interface AdvisoryIndex extends Disposable {
  /** Whether there is data for a segment (`debian-12`, `npm`); without it a component is `unknown`, never clean. */
  has(segment: string): boolean;
  /** All advisories of a package, by its key in that segment (`packageKey`). */
  byPackage(segment: string, key: string): readonly Advisory[];
  /** Every id that names the same vulnerability as `id`, itself included, sorted. */
  aliasesOf(id: string): readonly string[];
  /** Severity vectors that any feed states for a CVE, each with the feed that states it. */
  cvssOf(id: string): readonly (CvssVector & { readonly source: string })[];
  knownExploited(cve: string): KnownExploited | undefined;
  exploitPrediction(cve: string): ExploitPrediction | undefined;
  decisionPoints(cve: string): Ssvc | undefined;
  /** CWE ids of a CVE, `CWE-79`, sorted. */
  weaknessesOf(cve: string): readonly string[];
  /** Support periods of a product's release lines (`debian`, `python`, `nodejs`), newest line first; empty when not known. */
  lifecyclesOf(product: string): readonly Lifecycle[];
  /** Red Hat: CPE names that a repository (content set, dnf repository id) stands for in advisories, sorted; empty when not known. */
  productsOf(repository: string): readonly string[];
  /** What this database is; `segments` are those that were asked for so far. */
  facts(): DatabaseFacts;
}
