import type { RenderOptions } from '#contract/output.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { ScanReport } from '#model/report.ts';
import { clean, cleanProse } from './clean.ts';
import { allGaps, dataAgeLine, gapTitles, headline, verdictOf } from './summary.ts';

/** What every machine format carries in its free properties: the decision, the data's age and what was not examined. */
export function reportFacts(
  report: ScanReport,
  options: RenderOptions,
): readonly (readonly [name: string, value: string])[] {
  const { decision, database } = report;
  return [
    ['caisson:verdict', decision.verdict],
    ['caisson:policy', decision.policy],
    ...decision.reasons.map(({ text }) => ['caisson:reason', text] as const),
    ['caisson:database:build', database.build],
    ['caisson:database:built', database.builtAt],
    ['caisson:database:origin', database.origin],
    ['caisson:database:age', dataAgeLine(database, { ...options, reproducible: true })],
    ...allGaps(report).map(
      ({ reason, location, detail }) =>
        ['caisson:gap', `${reason}: ${location.path}: ${detail}`] as const,
    ),
    ...report.notices.map((notice) => ['caisson:notice', notice] as const),
  ];
}

/** The same in a few sentences. */
export function reportSentences(report: ScanReport, options: RenderOptions): string {
  const gaps = allGaps(report).map(
    ({ reason, location, detail }) =>
      `not examined (${gapTitles[reason]}): ${clean(location.path)}: ${cleanProse(detail)}`,
  );
  const said = [
    `${verdictOf(report)}: ${headline(report)}`,
    ...report.decision.reasons.map(({ text }) => cleanProse(text)),
    dataAgeLine(report.database, { ...options, reproducible: true }),
    ...gaps.slice(0, 100),
    ...(gaps.length > 100 ? [`and ${gaps.length - 100} more gaps`] : []),
  ];
  return said.join('\n');
}

/**
 * A UUID that says what the report says: the same artifact, findings and data give the same one. Runs differ by their start
 * unless reproducible. Form of RFC 9562 version 8 (custom).
 */
export function reportUuid(report: ScanReport, options: RenderOptions): string {
  const { artifact, components } = report.inventory;
  const content = [
    options.reproducible ? '' : (report.startedAt ?? ''),
    artifact.reference,
    artifact.digest ?? '',
    report.tool.version,
    report.database.build,
    ...components.map(({ id }) => id),
    ...report.findings.map(
      ({ finding, exception }) => `${finding.fingerprint} ${exception?.origin ?? ''}`,
    ),
  ];
  const hex = sha256Hex(JSON.stringify(content));
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** When the report was made as RFC 3339 in seconds; reproducible reports take the artifact's own date, or the epoch. */
export function reportTime(report: ScanReport, options: RenderOptions): string {
  const chosen = options.reproducible
    ? report.inventory.image?.created
    : (report.startedAt ?? options.now);
  return isoTime(chosen) ?? '1970-01-01T00:00:00Z';
}

/** A date or date-time as RFC 3339 in UTC and whole seconds; `undefined` when it is none. */
export function isoTime(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  if (Number.isNaN(time)) return undefined;
  const iso = new Date(time).toISOString();
  return iso.length === 24 ? `${iso.slice(0, 19)}Z` : undefined;
}
