import { componentOfFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';

/**
 * The report without what a later layer removed: for formats that cannot say so, where a reader would take it for installed.
 */
export function withoutRemoved(report: ScanReport): ScanReport {
  const { inventory } = report;
  const components = inventory.components.filter(({ presence }) => presence !== 'removed');
  if (components.length === inventory.components.length) return report;
  return {
    ...report,
    inventory: { ...inventory, components },
    findings: report.findings.filter(
      ({ finding }) => componentOfFinding(finding)?.presence !== 'removed',
    ),
  };
}
