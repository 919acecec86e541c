import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import type { ClusterActions, ClusterObject, ResponsePorts } from '../ports.ts';
import { metaOf } from './facts.ts';

/** The name of the target's pod. Throws `usage.invalid-argument` when it is in none. */
export function podObject({ container }: ActionTarget): ClusterObject {
  const pod = container?.pod;
  if (pod === undefined)
    throw new CaissonError('usage.invalid-argument', 'the target is no container of a pod');
  return { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name };
}

/** The pod as the cluster has it now. Throws `input.not-found` when it, with this uid, is not there. */
export async function readPod(target: ActionTarget, ports: ResponsePorts): Promise<JsonObject> {
  const object = podObject(target);
  const pod = await clusterOf(ports).read(object);
  const uid = target.container?.pod?.uid;
  if (pod === undefined || (uid !== undefined && metaOf(pod)['uid'] !== uid))
    throw new CaissonError('input.not-found', `pod ${quote(object.name)} is gone`);
  return pod;
}

/** Throws `host.missing-feature` where there is no cluster. */
export function clusterOf({ cluster }: ResponsePorts): ClusterActions {
  if (cluster === undefined) throw new CaissonError('host.missing-feature', 'there is no cluster');
  return cluster;
}

/** `metadata.labels` or `metadata.annotations`: texts alone. */
export function textMapOf(
  object: JsonObject,
  member: 'labels' | 'annotations',
): ReadonlyMap<string, string> {
  const value = metaOf(object)[member];
  if (!isRecord(value)) return new Map();
  return new Map(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

/** The uid as text, for guards. */
export function uidOf(object: JsonObject): string {
  const { uid } = metaOf(object);
  return typeof uid === 'string' ? uid : '';
}

/** A merge patch of metadata that fails on another object of the same name. */
export function metaPatch(uid: string, members: JsonObject): JsonObject {
  return { metadata: { ...(uid !== '' && { uid }), ...members } };
}

/** A member of a handle that is a map of texts, or of null for what was not there. */
export function handleMap(handle: JsonObject, key: string): JsonObject {
  const value: unknown = handle[key];
  return isRecord(value) ? (value as JsonObject) : {};
}

/** A member of a handle that is text. */
export function handleText(handle: JsonObject, key: string): string {
  const value = handle[key];
  return typeof value === 'string' ? value : '';
}

/** Patches what is there; what is gone needs no undoing. */
export async function patchIfThere(
  cluster: ClusterActions,
  object: ClusterObject,
  uid: string,
  members: JsonObject,
): Promise<void> {
  const now = await cluster.read(object);
  if (now === undefined || (uid !== '' && uidOf(now) !== uid)) return;
  await cluster.patch(object, metaPatch(uid, members));
}
