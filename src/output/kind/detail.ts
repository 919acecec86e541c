import { unreachable } from '#kit/never.ts';
import type { Finding } from '#model/finding.ts';
import { licenseDetail } from './license.ts';
import { lifecycleDetail } from './lifecycle.ts';
import { vulnerabilityDetail } from './vulnerability.ts';
import type { Detail } from './words.ts';

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
