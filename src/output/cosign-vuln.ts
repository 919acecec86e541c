import type { Output, RenderOptions } from '#contract/output.ts';
import type { ScanReport } from '#model/report.ts';
import { reportTime } from './facts.ts';
import { jsonReport } from './json.ts';
import { jsonChunks } from './json-chunks.ts';

/**
 * The predicate of a vulnerability attestation (cosign's specification, predicate type
 * `https://cosign.sigstore.dev/attestation/vuln/v1`); the result in it is our JSON report.
 */
export const cosignVulnOutput: Output = {
  kind: 'output',
  id: 'cosign-vuln',
  revision: 1,
  title: 'predicate of a vulnerability attestation (cosign)',
  mediaType: 'application/json',
  extension: 'vuln.json',
  render(report, options) {
    return jsonChunks(predicate(report, options));
  },
};

function predicate(report: ScanReport, options: RenderOptions): object {
  const { database, tool } = report;
  const started = reportTime(report, options);
  const lasted = options.reproducible ? 0 : (report.durationMs ?? 0);
  const finished = new Date(Date.parse(started) + lasted).toISOString();
  return {
    invocation: { parameters: null, uri: '', event_id: '', 'builder.id': '' },
    scanner: {
      uri: `pkg:generic/caisson@${tool.version}`,
      version: tool.version,
      db: { uri: database.build, version: database.build, lastUpdate: database.builtAt },
      result: jsonReport(report, options),
    },
    metadata: { scanStartedOn: started, scanFinishedOn: `${finished.slice(0, 19)}Z` },
  };
}
