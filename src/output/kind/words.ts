import type { Link } from '../link.ts';

/**
 * What outputs say of a finding whatever its kind is; one file beside this one makes it for each kind. Texts are not
 * cleaned, sentences are.
 */
export interface Detail {
  /** Every id that a person may search for, the finding's own first. */
  readonly ids: readonly [string, ...string[]];
  /** What has the fault: a package, a product, a file. */
  readonly subject: string;
  /** What one changes to settle it: the source package where there is one. */
  readonly change: string;
  /** The version that was compared; empty when there is none. */
  readonly version: string;
  readonly fixedVersion?: string;
  /** In the place of a fixed version, where there is none: a few words. */
  readonly unfixed: string;
  /** What to do, as an order to a person. */
  readonly fix: string;
  /** What makes it more urgent than its severity says, most pressing first. */
  readonly reasons: readonly string[];
  /** What is wrong with what, without severity and fix. */
  readonly statement: string;
  /** Pages about it, the publishers' own first. */
  readonly links: readonly Link[];
}
