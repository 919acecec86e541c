import { unreachable } from '#kit/never.ts';
import type { Finding } from '#model/finding.ts';
import { faultDetail } from './fault.ts';
import { licenseDetail } from './license.ts';
import { lifecycleDetail } from './lifecycle.ts';
import { secretDetail } from './secret.ts';
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
  secret: { one: 'secret', many: 'secrets', title: 'Secrets' },
  misconfiguration: {
    one: 'misconfiguration',
    many: 'misconfigurations',
    title: 'Misconfigurations',
  },
  credential: { one: 'weak credential', many: 'weak credentials', title: 'Credentials' },
  malware: { one: 'sign of malware', many: 'signs of malware', title: 'Malware' },
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
    case 'secret':
      return secretDetail(finding);
    case 'misconfiguration':
    case 'credential':
    case 'malware':
      return faultDetail(finding);
    default:
      return unreachable(finding);
  }
}
