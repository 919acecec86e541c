import type { Output } from '#contract/output.ts';
import { checkstyleOutput } from './checkstyle.ts';
import { cosignVulnOutput } from './cosign-vuln.ts';
import { csafOutput } from './csaf.ts';
import { csvOutput } from './csv.ts';
import { cyclonedx17Output, cyclonedxOutput } from './cyclonedx.ts';
import { cyclonedxVexOutput } from './cyclonedx-vex.ts';
import { filesOutput } from './files.ts';
import { githubOutput } from './github.ts';
import { githubAnnotationsOutput } from './github-annotations.ts';
import { gitlabOutput } from './gitlab.ts';
import { gitlabSecretsOutput } from './gitlab-secrets.ts';
import { htmlOutput } from './html.ts';
import { jsonOutput } from './json.ts';
import { junitOutput } from './junit.ts';
import { linesOutput } from './lines.ts';
import { markdownOutput } from './markdown.ts';
import { openvexOutput } from './openvex.ts';
import { purlsOutput } from './purls.ts';
import { sarifOutput } from './sarif.ts';
import { sonarqubeOutput } from './sonarqube.ts';
import { spdxOutput } from './spdx.ts';
import { spdxTagValueOutput } from './spdx-tag-value.ts';
import { spdx3Output } from './spdx3.ts';
import { tableOutput } from './table.ts';

/** All outputs, loaded, in the order of `outputIds`. What needs one of them takes `loadOutput` of `load-output.ts`. */
export const outputs: readonly Output[] = [
  tableOutput,
  jsonOutput,
  sarifOutput,
  cyclonedxOutput,
  cyclonedx17Output,
  spdxOutput,
  spdxTagValueOutput,
  spdx3Output,
  openvexOutput,
  csafOutput,
  cyclonedxVexOutput,
  junitOutput,
  gitlabOutput,
  gitlabSecretsOutput,
  githubOutput,
  githubAnnotationsOutput,
  checkstyleOutput,
  sonarqubeOutput,
  cosignVulnOutput,
  markdownOutput,
  htmlOutput,
  csvOutput,
  purlsOutput,
  linesOutput,
  filesOutput,
];
