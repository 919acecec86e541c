import { unreachable } from '#kit/never.ts';
import type { Finding } from '#model/finding.ts';
import type { Link } from '../link.ts';
import { licenseDetail } from './license.ts';
import { lifecycleDetail } from './lifecycle.ts';
import { vulnerabilityDetail } from './vulnerability.ts';

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

/** The words for a kind of finding. */
export interface KindWords {
  /** `1 vulnerability`. */
  readonly one: string;
  readonly many: string;
  /** Heading of a section. */
  readonly title: string;
}

export const kindWords: Readonly<Record<Finding['kind'], KindWords>> = {
  vulnerability: { one: 'vulnerability', many: 'vulnerabilities', title: 'Vulnerabilities' },
  lifecycle: { one: 'end of support', many: 'ends of support', title: 'Support' },
  license: { one: 'licence', many: 'licences', title: 'Licences' },
};

/** The detail of a finding of any kind. */
export function detailOf(finding: Finding): Detail {
  switch (finding.kind) {
    case 'vulnerability':
      return vulnerabilityDetail(finding);
    case 'lifecycle':
      return lifecycleDetail(finding);
    case 'license':
      return licenseDetail(finding);
    default:
      return unreachable(finding);
  }
}
