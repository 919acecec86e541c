import type { Invocation, Result, Run } from 'sarif';
import type { Output, RenderOptions } from '#contract/output.ts';
import { gapReasons } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { clean, cleanProse } from './clean.ts';
import { isoTime, reportFacts } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { physicalLocation, uriBase } from './sarif/place.ts';
import { result } from './sarif/result.ts';
import { rule } from './sarif/rule.ts';
import { allGaps, compareText, gapTitles } from './summary.ts';

/** SARIF 2.1.0 (OASIS) for code hosts and editors. Gaps are notifications, accepted findings are suppressed. */
export const sarifOutput: Output = {
  kind: 'output',
  id: 'sarif',
  revision: 1,
  title: 'SARIF 2.1.0',
  mediaType: 'application/sarif+json',
  extension: 'sarif',
  render(report, options) {
    return jsonChunks({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [run(report, options)],
    });
  },
};

/** A run whose results are made when they are written. */
type LazyRun = Omit<Run, 'results'> & { readonly results: Iterable<Result> };

function run(report: ScanReport, options: RenderOptions): LazyRun {
  const byRule = Map.groupBy(report.findings, ({ finding }) => finding.rule);
  const ids = [...byRule.keys()].sort(compareText);
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const { artifact } = report.inventory;
  return {
    tool: {
      driver: {
        name: 'caisson',
        version: report.tool.version,
        rules: ids.map((id) =>
          rule(
            id,
            (byRule.get(id) ?? []).map(({ finding }) => finding),
          ),
        ),
        notifications: gapReasons.map((reason) => ({
          id: `gap/${reason}`,
          shortDescription: { text: `Not examined: ${gapTitles[reason]}` },
        })),
      },
    },
    automationDetails: { id: `caisson/${clean(artifact.reference)}/` },
    originalUriBaseIds: {
      [uriBase]: { description: { text: `Root of ${artifact.kind} ${clean(artifact.reference)}` } },
    },
    columnKind: 'utf16CodeUnits',
    ...(report.findings.some(({ finding }) => finding.kind === 'secret') && {
      redactionTokens: ['********'],
    }),
    invocations: [invocation(report, options)],
    results: report.findings
      .values()
      .map((judged) => result(judged, indexes.get(judged.finding.rule) ?? 0)),
    properties: {
      artifact: { ...artifact },
      facts: reportFacts(report, options).map(([name, value]) => `${name}=${value}`),
    },
  };
}

function invocation(report: ScanReport, options: RenderOptions): Invocation {
  const start = options.reproducible ? undefined : isoTime(report.startedAt);
  return {
    executionSuccessful: true,
    ...(start !== undefined && { startTimeUtc: start }),
    exitCodeDescription: `${report.decision.verdict} by ${clean(report.decision.policy)}`,
    toolExecutionNotifications: allGaps(report).map((gap) => ({
      descriptor: { id: `gap/${gap.reason}` },
      level: 'warning',
      message: { text: cleanProse(gap.detail) },
      locations: [{ physicalLocation: physicalLocation(gap.location) }],
    })),
    toolConfigurationNotifications: report.notices.map((notice) => ({
      level: 'note',
      message: { text: cleanProse(notice) },
    })),
  };
}
