import type { Output } from '#contract/output.ts';
import { cyclonedx17Output, cyclonedxOutput } from './cyclonedx.ts';
import { gitlabOutput } from './gitlab.ts';
import { htmlOutput } from './html.ts';
import { jsonOutput } from './json.ts';
import { junitOutput } from './junit.ts';
import { markdownOutput } from './markdown.ts';
import { sarifOutput } from './sarif.ts';
import { spdxOutput } from './spdx.ts';
import { tableOutput } from './table.ts';

/** All outputs, loaded, in the order of `outputIds`. What needs one of them takes `loadOutput` of `load-output.ts`. */
export const outputs: readonly Output[] = [
  tableOutput,
  jsonOutput,
  sarifOutput,
  cyclonedxOutput,
  cyclonedx17Output,
  spdxOutput,
  junitOutput,
  gitlabOutput,
  markdownOutput,
  htmlOutput,
];
