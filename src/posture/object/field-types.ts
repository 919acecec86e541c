import { fieldOf, isList, isObject, listOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PodTemplate } from '#kube/pods.ts';
import { readQuantity } from '#kube/quantity.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** A value of another type than the API server takes there. */
export interface WrongType {
  readonly path: FieldPath;
  readonly wanted: string;
  /** The same value in the wanted type, where that is clear. */
  readonly better?: Json;
}

type Test = (value: Json) => boolean;

function isText(value: Json): boolean {
  return typeof value === 'string';
}
function isInteger(value: Json): boolean {
  return Number.isInteger(value);
}
function isTruth(value: Json): boolean {
  return typeof value === 'boolean';
}

/** Fields with their types, from the object. */
const ofObjects: readonly (readonly [FieldPath, string, Test])[] = [
  [['metadata', 'name'], 'a text', isText],
  [['metadata', 'namespace'], 'a text', isText],
  [['metadata', 'labels'], 'a map', isObject],
  [['metadata', 'annotations'], 'a map', isObject],
];
const ofPods: readonly (readonly [string, string, Test])[] = [
  ['containers', 'a list', isList],
  ['initContainers', 'a list', isList],
  ['volumes', 'a list', isList],
  ['imagePullSecrets', 'a list', isList],
  ['tolerations', 'a list', isList],
  ['hostNetwork', 'true or false', isTruth],
  ['hostPID', 'true or false', isTruth],
  ['hostIPC', 'true or false', isTruth],
  ['automountServiceAccountToken', 'true or false', isTruth],
  ['nodeSelector', 'a map', isObject],
  ['terminationGracePeriodSeconds', 'a whole number', isInteger],
];
const ofContainers: readonly (readonly [FieldPath, string, Test])[] = [
  [['name'], 'a text', isText],
  [['image'], 'a text', isText],
  [['command'], 'a list', isList],
  [['args'], 'a list', isList],
  [['env'], 'a list', isList],
  [['ports'], 'a list', isList],
  [['volumeMounts'], 'a list', isList],
  [['securityContext', 'privileged'], 'true or false', isTruth],
  [['securityContext', 'runAsNonRoot'], 'true or false', isTruth],
  [['securityContext', 'readOnlyRootFilesystem'], 'true or false', isTruth],
  [['securityContext', 'allowPrivilegeEscalation'], 'true or false', isTruth],
  [['securityContext', 'runAsUser'], 'a whole number', isInteger],
  [['securityContext', 'capabilities', 'add'], 'a list', isList],
  [['securityContext', 'capabilities', 'drop'], 'a list', isList],
];

/** Values of wrong types in the fields that matter most: the API server refuses the object, or reads it as something else. */
export function* wrongTypes(object: KubeObject, pods: readonly PodTemplate[]): Iterable<WrongType> {
  for (const rule of ofObjects) yield* at(object.body, [], rule);
  for (const name of ['labels', 'annotations'])
    yield* texts(valueAt(object.body, ['metadata', name]), ['metadata', name]);
  if (object.group === '' && object.kind === 'ConfigMap')
    yield* texts(fieldOf(object.body, 'data'), ['data']);
  for (const pod of pods) yield* inPod(pod);
}

function* inPod({ spec, specPath, containers }: PodTemplate): Iterable<WrongType> {
  for (const [name, wanted, test] of ofPods) yield* at(spec, specPath, [[name], wanted, test]);
  for (const { body, path } of containers) {
    for (const rule of ofContainers) yield* at(body, path, rule);
    for (const name of ['command', 'args']) yield* items(fieldOf(body, name), [...path, name]);
    for (const [index, one] of listOf(fieldOf(body, 'env')).entries())
      yield* at(one, [...path, 'env', index], [['value'], 'a text', isText]);
    for (const [index, one] of listOf(fieldOf(body, 'ports')).entries())
      yield* at(one, [...path, 'ports', index], [['containerPort'], 'a whole number', isInteger]);
    yield* quantities(body, path);
  }
}

function* quantities(body: Json, path: FieldPath): Iterable<WrongType> {
  for (const name of ['requests', 'limits'])
    for (const [key, value] of Object.entries(mapAt(body, ['resources', name])))
      if (readQuantity(value) === undefined)
        yield {
          path: [...path, 'resources', name, key],
          wanted: 'a quantity such as 500m or 128Mi',
        };
}

function* at(
  value: Json,
  base: FieldPath,
  [path, wanted, test]: readonly [FieldPath, string, Test],
): Iterable<WrongType> {
  const found = valueAt(value, path);
  if (found === undefined || found === null || test(found)) return;
  const better = betterOf(found, wanted);
  yield { path: [...base, ...path], wanted, ...(better !== undefined && { better }) };
}

function* texts(value: Json | undefined, path: FieldPath): Iterable<WrongType> {
  if (!isObject(value)) return;
  for (const [key, one] of Object.entries(value))
    if (typeof one === 'number' || typeof one === 'boolean')
      yield { path: [...path, key], wanted: 'a text', better: String(one) };
    else if (one !== null && typeof one !== 'string')
      yield { path: [...path, key], wanted: 'a text' };
}

function* items(value: Json | undefined, path: FieldPath): Iterable<WrongType> {
  for (const [index, one] of listOf(value).entries())
    if (typeof one === 'number' || typeof one === 'boolean')
      yield { path: [...path, index], wanted: 'a text', better: String(one) };
}

function betterOf(value: Json, wanted: string): Json | undefined {
  if (typeof value !== 'string')
    return wanted === 'a text' && !isObject(value) && !isList(value) ? String(value) : undefined;
  if (wanted === 'true or false') return truths.get(value);
  if (wanted === 'a whole number') return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  return wanted === 'a list' ? [value] : undefined;
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function mapAt(value: Json, path: FieldPath): Readonly<Record<string, Json>> {
  const found = valueAt(value, path);
  return isObject(found) ? found : {};
}
