import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import type { Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { JudgeOptions } from '../../report.ts';
import { reportOn } from '../../report.ts';
import type { Toolbox } from '../../toolbox.ts';

/**
 * The report of an earlier scan as it would be with the advisories of now: its inventory is matched again, nothing is read. Findings that
 * no advisory decides (secrets, misconfigurations, credentials, licences) stay as they were.
 */
export async function rematch(
  earlier: ScanReport,
  options: JudgeOptions,
  { toolbox, index }: { readonly toolbox: Toolbox; readonly index: AdvisoryIndex },
  scope: Scope,
): Promise<ScanReport> {
  const { inventory } = earlier;
  const { maliciousPackage } = await toolbox.inspectors();
  const newerBases = toolbox.history?.alternatives(inventory) ?? [];
  const { secrets: _secrets, faults: _faults, ...software } = inventory;
  const report = reportOn(software, options, {
    index,
    version: toolbox.version,
    now: scope.clock(),
    faults: [],
    maliciousPackage,
    ...(newerBases.length > 0 && { newerBases }),
  });
  function isFromAdvisories({ kind, rule }: Finding): boolean {
    return kind === 'vulnerability' || kind === 'lifecycle' || rule === maliciousPackage.id;
  }
  const kept = earlier.findings.filter(({ finding }) => !isFromAdvisories(finding));
  const matched = report.findings.filter(({ finding }) => isFromAdvisories(finding));
  return { ...report, inventory, findings: [...matched, ...kept] };
}
