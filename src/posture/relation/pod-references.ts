import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PodTemplate } from '#kube/pods.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** One object named by another. */
export interface Reference {
  readonly from: KubeObject;
  /** Of what is named. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for what belongs to the whole cluster. */
  readonly namespace?: string;
  /** Where the name stands in `from`. */
  readonly path: FieldPath;
  /** The pod starts without it. */
  readonly isOptional: boolean;
  /** The entry of a ConfigMap or Secret that is asked for. */
  readonly key?: string;
  /** What it is for: `image pull secret`. */
  readonly use: 'env' | 'volume' | 'pull' | 'identity' | 'class' | 'other';
}

type Found = Omit<Reference, 'from' | 'namespace' | 'isOptional'> & {
  readonly isOptional?: boolean;
};

const clusterKinds: ReadonlySet<string> = new Set([
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
]);

/** Everything that a pod names. */
export function podReferences(from: KubeObject, pod: PodTemplate): readonly Reference[] {
  const found = [...ofSpec(pod), ...ofVolumes(pod, templateNames(from)), ...ofContainers(pod)];
  return found
    .filter(({ name }) => name !== '')
    .map((one) => ({
      isOptional: false,
      ...one,
      from,
      ...(!clusterKinds.has(one.kind) &&
        from.namespace !== undefined && { namespace: from.namespace }),
    }));
}

function* ofSpec({ spec, specPath }: PodTemplate): Iterable<Found> {
  const named = [
    ['serviceAccountName', '', 'ServiceAccount', 'identity'],
    ['serviceAccount', '', 'ServiceAccount', 'identity'],
    ['priorityClassName', 'scheduling.k8s.io', 'PriorityClass', 'class'],
    ['runtimeClassName', 'node.k8s.io', 'RuntimeClass', 'class'],
  ] as const;
  for (const [field, group, kind, use] of named) {
    if (field === 'serviceAccount' && fieldOf(spec, 'serviceAccountName') !== undefined) continue;
    yield { group, kind, use, name: nameAt(spec, [field]), path: [...specPath, field] };
  }
  for (const [at, one] of objectsOf(fieldOf(spec, 'imagePullSecrets')))
    yield {
      group: '',
      kind: 'Secret',
      use: 'pull',
      name: nameAt(one, ['name']),
      path: [...specPath, 'imagePullSecrets', at, 'name'],
    };
}

/** Claims that a StatefulSet makes for each pod; they take the place of volumes of the same name. */
function templateNames({ body }: KubeObject): ReadonlySet<string> {
  const templates = objectsOf(valueAt(body, ['spec', 'volumeClaimTemplates']));
  return new Set(templates.map(([, one]) => nameAt(one, ['metadata', 'name'])));
}

function* ofVolumes({ spec, specPath }: PodTemplate, made: ReadonlySet<string>): Iterable<Found> {
  for (const [at, volume] of objectsOf(fieldOf(spec, 'volumes'))) {
    if (made.has(nameAt(volume, ['name']))) continue;
    const path = [...specPath, 'volumes', at];
    yield* inSources(volume, path, 'secretName');
    for (const [index, source] of objectsOf(valueAt(volume, ['projected', 'sources'])))
      yield* inSources(source, [...path, 'projected', 'sources', index], 'name');
    const claim = ['persistentVolumeClaim', 'claimName'];
    yield {
      group: '',
      kind: 'PersistentVolumeClaim',
      use: 'volume',
      name: nameAt(volume, claim),
      path: [...path, ...claim],
    };
  }
}

function* inSources(source: Json, path: FieldPath, secretField: string): Iterable<Found> {
  for (const [field, kind, nameField] of [
    ['configMap', 'ConfigMap', 'name'],
    ['secret', 'Secret', secretField],
  ] as const)
    yield {
      group: '',
      kind,
      use: 'volume',
      name: nameAt(source, [field, nameField]),
      path: [...path, field, nameField],
      isOptional: valueAt(source, [field, 'optional']) === true,
    };
}

function* ofContainers({ containers }: PodTemplate): Iterable<Found> {
  for (const { body, path } of containers) {
    for (const [at, one] of objectsOf(fieldOf(body, 'env')))
      for (const [field, kind] of [
        ['configMapKeyRef', 'ConfigMap'],
        ['secretKeyRef', 'Secret'],
      ] as const) {
        const reference = valueAt(one, ['valueFrom', field]);
        const key = textOf(fieldOf(reference, 'key'));
        const place = [...path, 'env', at, 'valueFrom', field, 'name'];
        yield { ...fromEnv(reference, kind, place), ...(key !== undefined && { key }) };
      }
    for (const [at, one] of objectsOf(fieldOf(body, 'envFrom')))
      for (const [field, kind] of [
        ['configMapRef', 'ConfigMap'],
        ['secretRef', 'Secret'],
      ] as const)
        yield fromEnv(fieldOf(one, field), kind, [...path, 'envFrom', at, field, 'name']);
  }
}

function fromEnv(reference: Json | undefined, kind: string, path: FieldPath): Found {
  const isOptional = fieldOf(reference, 'optional') === true;
  return { group: '', kind, use: 'env', name: nameAt(reference, ['name']), path, isOptional };
}

function nameAt(value: Json | undefined, path: FieldPath): string {
  return textOf(valueAt(value, path)) ?? '';
}
