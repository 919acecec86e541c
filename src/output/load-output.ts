import type { Output } from '#contract/output.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Ids of all outputs, in the order that help shows them; known without loading any. */
export const outputIds = [
  'table',
  'json',
  'sarif',
  'cyclonedx',
  'cyclonedx-1.7',
  'spdx',
  'spdx-tv',
  'spdx-3',
  'openvex',
  'csaf-vex',
  'cyclonedx-vex',
  'junit',
  'gitlab',
  'gitlab-secrets',
  'github',
  'github-annotations',
  'checkstyle',
  'sonarqube',
  'cosign-vuln',
  'markdown',
  'html',
  'csv',
  'purls',
  'lines',
  'files',
] as const;
export type OutputId = (typeof outputIds)[number];

/** Loads one output and nothing else. Throws `usage.invalid-argument` for an id that does not exist. */
export async function loadOutput(id: string): Promise<Output> {
  if (!isOutputId(id))
    throw new CaissonError('usage.invalid-argument', `there is no output ${quote(id)}`, {
      hint: `use one of ${outputIds.join(', ')}`,
    });
  return loaders[id]();
}

/** Whether an output of this id exists. */
export function isOutputId(id: string): id is OutputId {
  return outputIds.some((known) => known === id);
}

const loaders: Readonly<Record<OutputId, () => Promise<Output>>> = {
  table: async () => (await import('./table.ts')).tableOutput,
  json: async () => (await import('./json.ts')).jsonOutput,
  sarif: async () => (await import('./sarif.ts')).sarifOutput,
  cyclonedx: async () => (await import('./cyclonedx.ts')).cyclonedxOutput,
  'cyclonedx-1.7': async () => (await import('./cyclonedx.ts')).cyclonedx17Output,
  spdx: async () => (await import('./spdx.ts')).spdxOutput,
  junit: async () => (await import('./junit.ts')).junitOutput,
  gitlab: async () => (await import('./gitlab.ts')).gitlabOutput,
  'gitlab-secrets': async () => (await import('./gitlab-secrets.ts')).gitlabSecretsOutput,
  'github-annotations': async () =>
    (await import('./github-annotations.ts')).githubAnnotationsOutput,
  checkstyle: async () => (await import('./checkstyle.ts')).checkstyleOutput,
  markdown: async () => (await import('./markdown.ts')).markdownOutput,
  html: async () => (await import('./html.ts')).htmlOutput,
  'spdx-tv': async () => (await import('./spdx-tag-value.ts')).spdxTagValueOutput,
  'spdx-3': async () => (await import('./spdx3.ts')).spdx3Output,
  openvex: async () => (await import('./openvex.ts')).openvexOutput,
  'csaf-vex': async () => (await import('./csaf.ts')).csafOutput,
  'cyclonedx-vex': async () => (await import('./cyclonedx-vex.ts')).cyclonedxVexOutput,
  github: async () => (await import('./github.ts')).githubOutput,
  sonarqube: async () => (await import('./sonarqube.ts')).sonarqubeOutput,
  'cosign-vuln': async () => (await import('./cosign-vuln.ts')).cosignVulnOutput,
  csv: async () => (await import('./csv.ts')).csvOutput,
  purls: async () => (await import('./purls.ts')).purlsOutput,
  lines: async () => (await import('./lines.ts')).linesOutput,
  files: async () => (await import('./files.ts')).filesOutput,
};
