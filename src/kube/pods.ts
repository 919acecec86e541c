import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { fieldOf, isList, isObject, objectsOf, textMapOf, textOf, valueAt } from './json.ts';
import type { KubeObject } from './object.ts';

/** A pod or the template of pods inside an object. */
export interface PodTemplate {
  /** Where `metadata` and `spec` of the pod stand in the object: `[]` for a Pod, `['spec', 'template']` for a Deployment. */
  readonly path: FieldPath;
  readonly spec: JsonObject;
  readonly specPath: FieldPath;
  readonly metadata: JsonObject;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly type: 'regular' | 'init' | 'ephemeral';
  /** An init container that goes on running (`restartPolicy: Always`). */
  readonly isSidecar: boolean;
  /** Empty where none is written. */
  readonly name: string;
  readonly image: string;
  readonly path: FieldPath;
  readonly body: JsonObject;
}

/** `template` at these paths, by `group/Kind`; a kind may hold several. `spec` marks kinds that hold a pod's spec without metadata. */
const templatePaths: Readonly<Record<string, readonly FieldPath[]>> = {
  '/Pod': [[]],
  '/PodTemplate': [['template']],
  '/ReplicationController': [['spec', 'template']],
  'apps/Deployment': [['spec', 'template']],
  'apps/ReplicaSet': [['spec', 'template']],
  'apps/DaemonSet': [['spec', 'template']],
  'apps/StatefulSet': [['spec', 'template']],
  'batch/Job': [['spec', 'template']],
  'batch/CronJob': [['spec', 'jobTemplate', 'spec', 'template']],
  // written by people who mistook the group, and by old releases of OpenShift
  '/Deployment': [['spec', 'template']],
  '/DeploymentConfig': [['spec', 'template']],
  '/ReplicaSet': [['spec', 'template']],
  '/DaemonSet': [['spec', 'template']],
  '/StatefulSet': [['spec', 'template']],
  '/Job': [['spec', 'template']],
  '/CronJob': [['spec', 'jobTemplate', 'spec', 'template']],
  'extensions/Deployment': [['spec', 'template']],
  'extensions/ReplicaSet': [['spec', 'template']],
  'extensions/DaemonSet': [['spec', 'template']],
  'argoproj.io/Rollout': [['spec', 'template']],
  'apps.openshift.io/DeploymentConfig': [['spec', 'template']],
  'serving.knative.dev/Service': [['spec', 'template']],
  'serving.knative.dev/Configuration': [['spec', 'template']],
  'serving.knative.dev/Revision': [[]],
  'apps.kruise.io/CloneSet': [['spec', 'template']],
  'apps.kruise.io/StatefulSet': [['spec', 'template']],
  'apps.kruise.io/DaemonSet': [['spec', 'template']],
  'leaderworkerset.x-k8s.io/LeaderWorkerSet': [
    ['spec', 'leaderWorkerTemplate', 'leaderTemplate'],
    ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
  ],
  'keda.sh/ScaledJob': [['spec', 'jobTargetRef', 'template']],
  'sparkoperator.k8s.io/SparkApplication': [
    ['spec', 'driver', 'template'],
    ['spec', 'executor', 'template'],
  ],
};

/** All pods that an object runs or describes; none for kinds that run none. */
export function podTemplatesOf(object: KubeObject): readonly PodTemplate[] {
  const paths = templatePaths[`${object.group}/${object.kind}`] ?? foreignPaths(object);
  return paths.flatMap((path) => {
    const template = podTemplateAt(object.body, path);
    return template === undefined ? [] : [template];
  });
}

/**
 * Kinds of others (custom resources) that hold a pod's template: a map with `spec.containers` that is a list, in which every
 * entry has a name, found within eight levels of `spec`.
 */
function foreignPaths({ body, group }: KubeObject): readonly FieldPath[] {
  if (group === '' || group === 'apps' || group === 'batch' || group.endsWith('.k8s.io')) return [];
  const found: FieldPath[] = [];
  collect(fieldOf(body, 'spec'), ['spec'], found);
  return found;
}

const maxForeignDepth = 8;
const maxForeignTemplates = 50;

function collect(value: Json | undefined, path: FieldPath, found: FieldPath[]): void {
  if (path.length > maxForeignDepth || found.length >= maxForeignTemplates) return;
  if (isList(value)) {
    for (const [at, item] of value.slice(0, 100).entries()) collect(item, [...path, at], found);
    return;
  }
  if (!isObject(value)) return;
  if (isPodTemplate(value)) {
    found.push(path);
    return;
  }
  for (const [key, item] of Object.entries(value).slice(0, 200))
    if (typeof item === 'object') collect(item, [...path, key], found);
}

function isPodTemplate(value: JsonObject): boolean {
  const containers = objectsOf(valueAt(value, ['spec', 'containers']));
  return containers.some(([, one]) => textOf(fieldOf(one, 'image')) !== undefined);
}

/** The pod at a path of an object's body; `undefined` when there is no spec. */
export function podTemplateAt(body: JsonObject, path: FieldPath): PodTemplate | undefined {
  const template = valueAt(body, path);
  const spec = fieldOf(template, 'spec');
  if (!isObject(spec)) return undefined;
  const metadata = fieldOf(template, 'metadata');
  const specPath = [...path, 'spec'];
  return {
    path,
    spec,
    specPath,
    metadata: isObject(metadata) ? metadata : {},
    labels: textMapOf(fieldOf(metadata, 'labels')),
    annotations: textMapOf(fieldOf(metadata, 'annotations')),
    containers: [
      ...containersAt(spec, specPath, 'initContainers', 'init'),
      ...containersAt(spec, specPath, 'containers', 'regular'),
      ...containersAt(spec, specPath, 'ephemeralContainers', 'ephemeral'),
    ],
  };
}

function containersAt(
  spec: JsonObject,
  specPath: FieldPath,
  field: string,
  type: Container['type'],
): readonly Container[] {
  return objectsOf(fieldOf(spec, field)).map(([at, body]) => ({
    type,
    isSidecar: type === 'init' && fieldOf(body, 'restartPolicy') === 'Always',
    name: textOf(fieldOf(body, 'name')) ?? '',
    image: textOf(fieldOf(body, 'image')) ?? '',
    path: [...specPath, field, at],
    body,
  }));
}
