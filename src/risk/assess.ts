import { unreachable } from '#kit/never.ts';
import type { Finding } from '#model/finding.ts';
import type { Risk } from '#model/risk.ts';
import type { RiskContext } from './context.ts';
import { assessFault, assessSecret } from './fault.ts';
import { assessLicense, assessLifecycle } from './other.ts';
import { assessVulnerability } from './vulnerability.ts';

/**
 * How urgent a finding is where it stands: a tier by rules, a score that orders inside the tier, every fact that went in and
 * who states it, and a sentence for people. Pure: the same finding and context always give the same risk.
 */
export function assess(finding: Finding, context: RiskContext): Risk {
  switch (finding.kind) {
    case 'vulnerability':
      return assessVulnerability(finding, context);
    case 'lifecycle':
      return assessLifecycle(finding, context);
    case 'license':
      return assessLicense(finding, context);
    case 'secret':
      return assessSecret(finding, context);
    case 'misconfiguration':
    case 'credential':
    case 'malware':
      return assessFault(finding, context);
    default:
      return unreachable(finding);
  }
}
