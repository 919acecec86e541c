import type { ApiResource } from '#contract/cluster.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';

/** An object of a live cluster. Its place is `namespace/Kind/name`, or `Kind/name` where it has no namespace. */
export function liveObject(body: JsonObject, { kind }: ApiResource): KubeObject | undefined {
  const metadata = fieldOf(body, 'metadata');
  // The server says what has a namespace, also of kinds that nobody knows.
  const namespace = textOf(fieldOf(metadata, 'namespace'));
  const name = textOf(fieldOf(metadata, 'name')) ?? '';
  const path = namespace === undefined ? `${kind}/${name}` : `${namespace}/${kind}/${name}`;
  const object = kubeObjectOf(body, { place: { path } });
  return object === undefined ? undefined : { ...object, namespace };
}
