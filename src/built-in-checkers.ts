import { type CheckChoice, checksOf, loadCheckMetas } from '#check/catalogue.ts';
import type { FileChecker } from '#contract/check.ts';
import { defaultPostureSettings } from '#kube/subject.ts';
import type { PipelineSettings } from '#pipeline/settings.ts';
import type { PostureChecks } from '#posture/checker.ts';
import type { NodeInspection } from '#posture/node/inspection.ts';

/**
 * Every checker of source files, in the order in which they are asked. `dataDirectory` holds the compiled catalogue;
 * `advisoriesOf` knows the published vulnerabilities of actions.
 */
export async function builtInCheckers(
  dataDirectory: string,
  choice: CheckChoice,
  advisoriesOf?: PipelineSettings['advisoriesOf'],
): Promise<readonly FileChecker[]> {
  const [dockerfile, compose, dockerfileChecks, pipeline, pipelineChecks, connected, posture] =
    await Promise.all([
      import('#dockerfile/checker.ts'),
      import('#dockerfile/compose/checker.ts'),
      import('#catalog/dockerfile.gen.ts'),
      import('#pipeline/checker.ts'),
      import('#catalog/pipeline.gen.ts'),
      import('#pipeline/connected.ts'),
      postureChecker(dataDirectory, choice),
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
    posture,
  ];
}

/** The checks of Kubernetes objects that run. */
export async function builtInPosture(
  dataDirectory: string,
  choice: CheckChoice,
): Promise<PostureChecks> {
  const [ofObjects, ofClusters, ofNodes] = await Promise.all([
    import('#catalog/kubernetes.gen.ts'),
    import('#catalog/cluster.gen.ts'),
    import('#catalog/node.gen.ts'),
  ]);
  const metas = loadCheckMetas(dataDirectory);
  return {
    ofObjects: checksOf(metas, ofObjects.conditions, choice),
    ofClusters: checksOf(metas, ofClusters.conditions, choice),
    ofNodes: checksOf(metas, ofNodes.conditions, choice),
  };
}

/** Asks a node everything; faults are told of the checks that run. */
export async function builtInNodes(
  dataDirectory: string,
  choice: CheckChoice,
): Promise<NodeInspection> {
  const [{ conditions }, { createNodeInspection }] = await Promise.all([
    import('#catalog/node.gen.ts'),
    import('#posture/node/inspection.ts'),
  ]);
  const metas = loadCheckMetas(dataDirectory);
  const running = new Set(checksOf(metas, conditions, choice).map(({ meta }) => meta.id));
  const all = checksOf(metas, conditions, { include: ['all'] });
  return createNodeInspection(all, ({ id }) => running.has(id));
}

async function postureChecker(dataDirectory: string, choice: CheckChoice): Promise<FileChecker> {
  const [{ createManifestChecker }, checks] = await Promise.all([
    import('#posture/checker.ts'),
    builtInPosture(dataDirectory, choice),
  ]);
  return createManifestChecker(checks, defaultPostureSettings);
}
