import { type Finding, isExcused } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';

/** Marks each finding as new or known by the fingerprints of an earlier report; what was excused there is not known. */
export function markNew<Kind extends Finding>(
  findings: readonly Kind[],
  baseline: Pick<ScanReport, 'findings'>,
): readonly Kind[] {
  const known = new Set(
    baseline.findings
      .filter(({ finding }) => !isExcused(finding))
      .map(({ finding }) => finding.fingerprint),
  );
  return findings.map((finding) => ({ ...finding, isNew: !known.has(finding.fingerprint) }));
}
