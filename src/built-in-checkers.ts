import { type CheckChoice, checksOf, loadCheckMetas } from '#check/catalogue.ts';
import type { FileChecker } from '#contract/check.ts';

/** Every checker of source files, in the order in which they are asked. `dataDirectory` holds the compiled catalogue. */
export async function builtInCheckers(
  dataDirectory: string,
  choice: CheckChoice,
): Promise<readonly FileChecker[]> {
  const [dockerfile, compose, dockerfileChecks, pipeline, pipelineChecks] = await Promise.all([
    import('#dockerfile/checker.ts'),
    import('#dockerfile/compose/checker.ts'),
    import('#catalog/dockerfile.gen.ts'),
    import('#pipeline/checker.ts'),
    import('#catalog/pipeline.gen.ts'),
  ]);
  const metas = loadCheckMetas(dataDirectory);
  const ofDockerfiles = checksOf(metas, dockerfileChecks.conditions, choice);
  return [
    dockerfile.createDockerfileChecker(ofDockerfiles),
    compose.createComposeChecker(ofDockerfiles),
    pipeline.createPipelineChecker(checksOf(metas, pipelineChecks.conditions, choice)),
  ];
}
