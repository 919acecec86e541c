import type { Operations, Platform } from '#contract/platform.ts';
import { listFrameworks, readFramework } from '#estate/insight/compliance/compliance.ts';
import type { CheckFacts } from '#estate/insight/compliance/evidence.ts';

export interface ComplianceParts extends Pick<Platform, 'database' | 'scope'> {
  /** Checks of the catalogue (`loadCheckMetas`), with those that this installation switched off as not enabled. */
  readonly checks: readonly CheckFacts[];
}

/** Frameworks and their controls, judged by what is known now. */
export function complianceOperations({
  database,
  scope,
  checks,
}: ComplianceParts): Pick<Operations, 'listFrameworks' | 'readFramework'> {
  return {
    listFrameworks: async ({ reach }) => ({
      items: [...(await listFrameworks(database, reach, checks, scope.clock().getTime()))],
    }),
    readFramework: async ({ reach }, { params }) =>
      readFramework(database, reach, { id: params.id, checks }, scope.clock().getTime()),
  };
}
