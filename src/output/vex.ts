import type { AppliedException, JudgedFinding } from '#model/decision.ts';
import { type VexJustification, type VexStatus, vexJustifications } from '#model/vex.ts';
import { exceptionSentence, vexSentence } from './why.ts';

/** What is stated about a finding beyond that it matched: by the scan's own proof or by somebody's exception. */
export interface Assessment {
  readonly status: VexStatus;
  readonly justification?: VexJustification;
  /** One sentence for people. */
  readonly statement: string;
  /** Whether a person (or a vendor's document) said it, not the scan. */
  readonly by: 'scan' | 'exception';
}

/** OpenVEX justifications of `not_affected` in the words of CycloneDX (impact analysis justification). */
export const cyclonedxJustifications: Readonly<Record<VexJustification, string>> = {
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  vulnerable_code_cannot_be_controlled_by_adversary: 'requires_environment',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
};

/** The assessment of a finding; a person's word goes before the scan's. `undefined` when there is none: it is affected. */
export function assessmentOf({ finding, exception }: JudgedFinding): Assessment | undefined {
  if (exception !== undefined) return assessmentOfException(exception);
  const { vex } = finding;
  if (vex === undefined) return undefined;
  return {
    status: vex.status,
    ...(vex.justification !== undefined && { justification: vex.justification }),
    statement: vexSentence(vex),
    by: 'scan',
  };
}

/** A VEX statement keeps its status. One's own word with a VEX justification says "not affected", any other accepts a risk. */
function assessmentOfException(exception: AppliedException): Assessment {
  const justification = vexJustifications.find((word) => word === exception.justification);
  return {
    status: exception.status ?? (justification === undefined ? 'affected' : 'not_affected'),
    ...(justification !== undefined && { justification }),
    statement: exceptionSentence(exception),
    by: 'exception',
  };
}
