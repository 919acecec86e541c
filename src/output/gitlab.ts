import type { Output } from '#contract/output.ts';
import { gitlabScan, gitlabVulnerability } from './gitlab/parts.ts';
import { fileLocation, imageLocation } from './gitlab/place.ts';
import { jsonChunks } from './json-chunks.ts';
import { isOfSources } from './summary.ts';

/**
 * GitLab's report, format 15.x: of source files (`caisson check`) a SAST report, of everything else a container-scanning
 * report. Findings that a VEX statement calls not affected are flagged, gaps are messages of the scan. Secrets are in both:
 * `gitlab-secrets` writes them alone, for GitLab's own list of secrets.
 */
export const gitlabOutput: Output = {
  kind: 'output',
  id: 'gitlab',
  revision: 2,
  title: 'GitLab container-scanning report, of sources a SAST report',
  mediaType: 'application/json',
  extension: 'gitlab.json',
  render(report, options) {
    const type = isOfSources(report) ? 'sast' : 'container_scanning';
    return jsonChunks({
      version: '15.0.7',
      scan: gitlabScan(report, options, type),
      vulnerabilities: report.findings.values().map((judged) => ({
        ...gitlabVulnerability(judged),
        location:
          type === 'sast' ? fileLocation(judged.finding) : imageLocation(judged.finding, report),
      })),
      remediations: [],
    });
  },
};
