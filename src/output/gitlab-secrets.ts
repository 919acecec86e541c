import type { Output } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { SecretFinding } from '#model/finding.ts';
import { gitlabScan, gitlabVulnerability } from './gitlab/parts.ts';
import { fileLocation } from './gitlab/place.ts';
import { jsonChunks } from './json-chunks.ts';

/**
 * GitLab's secret-detection report, format 15.x: secrets and nothing else. Each names a commit, as the format demands; those
 * that were found in files and not in a history name none of seven zeros, as GitLab's own analyzer does.
 */
export const gitlabSecretsOutput: Output = {
  kind: 'output',
  id: 'gitlab-secrets',
  revision: 1,
  title: 'GitLab secret-detection report',
  mediaType: 'application/json',
  extension: 'gitlab-secrets.json',
  render(report, options) {
    return jsonChunks({
      version: '15.0.7',
      scan: gitlabScan(report, options, 'secret_detection'),
      vulnerabilities: report.findings
        .values()
        .filter(isSecret)
        .map((judged) => ({
          ...gitlabVulnerability(judged),
          raw_source_code_extract: judged.finding.secret.excerpt,
          location: {
            ...fileLocation(judged.finding),
            commit: { sha: judged.finding.secret.location.commit ?? '0000000' },
          },
        })),
      remediations: [],
    });
  },
};

function isSecret(
  judged: JudgedFinding,
): judged is JudgedFinding & { readonly finding: SecretFinding } {
  return judged.finding.kind === 'secret';
}
