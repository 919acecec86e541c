import { type CheckChoice, checksOf, loadCheckMetas } from '#check/catalogue.ts';
import type { FileChecker } from '#contract/check.ts';
import type { PipelineSettings } from '#pipeline/settings.ts';

/**
 * Every checker of source files, in the order in which they are asked. `dataDirectory` holds the compiled catalogue;
 * `advisoriesOf` knows the published vulnerabilities of actions.
 */
export async function builtInCheckers(
  dataDirectory: string,
  choice: CheckChoice,
  advisoriesOf?: PipelineSettings['advisoriesOf'],
): Promise<readonly FileChecker[]> {
  const [dockerfile, compose, dockerfileChecks, pipeline, pipelineChecks, connected] =
    await Promise.all([
      import('#dockerfile/checker.ts'),
      import('#dockerfile/compose/checker.ts'),
      import('#catalog/dockerfile.gen.ts'),
      import('#pipeline/checker.ts'),
      import('#catalog/pipeline.gen.ts'),
      import('#pipeline/connected.ts'),
    ]);
  const metas = loadCheckMetas(dataDirectory);
  const ofDockerfiles = checksOf(metas, dockerfileChecks.conditions, choice);
  const ofPipelines = { ...pipelineChecks.conditions, ...connected.connectedConditions };
  return [
    dockerfile.createDockerfileChecker(ofDockerfiles),
    compose.createComposeChecker(ofDockerfiles),
    pipeline.createPipelineChecker(checksOf(metas, ofPipelines, choice), {
      ...(advisoriesOf && { advisoriesOf }),
    }),
  ];
}
