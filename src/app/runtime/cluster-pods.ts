import { bytesOfText } from '#kit/byte-string.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { PodReference } from '#model/workload.ts';
import type { PodLookup } from '#workload/options.ts';

/** What is kept of a pod: thousands of them stay in memory. Strings are byte strings, as all that is known of containers. */
export interface KnownPod {
  readonly reference: PodReference;
  readonly addresses: readonly string[];
  /** Argument vectors of probes and hooks, by container. */
  readonly probes: ReadonlyMap<string, readonly (readonly string[])[]>;
}

const probeKinds = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const hookKinds = ['postStart', 'preStop'];

/** Pods of a cluster as they change: who a container belongs to, and whose an address is. */
export class ClusterPods implements PodLookup {
  readonly #byUid = new Map<string, KnownPod>();
  readonly #byName = new Map<string, KnownPod>();
  readonly #byAddress = new Map<string, KnownPod>();

  /** A pod came, changed or went. */
  take(type: 'added' | 'modified' | 'deleted', object: KubeObject): void {
    const pod = knownPod(object);
    const { uid = '', namespace, name } = pod.reference;
    const before = this.#byUid.get(uid);
    for (const address of before?.addresses ?? [])
      if (this.#byAddress.get(address) === before) this.#byAddress.delete(address);
    const key = `${namespace}/${name}`;
    if (type === 'deleted') {
      this.#byUid.delete(uid);
      if (this.#byName.get(key) === before) this.#byName.delete(key);
      return;
    }
    this.#byUid.set(uid, pod);
    this.#byName.set(key, pod);
    // Pods of the host's network have its address: that says nothing of them.
    for (const address of pod.addresses) this.#byAddress.set(address, pod);
  }

  byUid(uid: string): PodReference | undefined {
    return this.#byUid.get(uid)?.reference;
  }

  byName(namespace: string, name: string): PodReference | undefined {
    return this.#byName.get(`${namespace}/${name}`)?.reference;
  }

  probesOf({ uid, namespace, name, container }: PodReference): readonly (readonly string[])[] {
    const pod = uid === undefined ? this.#byName.get(`${namespace}/${name}`) : this.#byUid.get(uid);
    return pod?.probes.get(container ?? '') ?? [];
  }

  byAddress(address: string): PodReference | undefined {
    return this.#byAddress.get(address)?.reference;
  }
}

/** An object without what nobody asks for here. */
export function lightPod(object: KubeObject): KubeObject {
  const { body } = object;
  const metadata = fieldOf(body, 'metadata');
  const spec = fieldOf(body, 'spec');
  const status = fieldOf(body, 'status');
  return {
    ...object,
    annotations: new Map(),
    body: withoutAbsent({
      metadata: withoutAbsent({ ownerReferences: fieldOf(metadata, 'ownerReferences') }),
      spec: withoutAbsent({
        serviceAccountName: fieldOf(spec, 'serviceAccountName'),
        hostNetwork: fieldOf(spec, 'hostNetwork'),
        containers: objectsOf(fieldOf(spec, 'containers')).map(([, one]) => lightContainer(one)),
      }),
      status: withoutAbsent({ podIPs: fieldOf(status, 'podIPs'), podIP: fieldOf(status, 'podIP') }),
    }),
  };
}

function lightContainer(container: Json): Json {
  const wanted = ['name', 'lifecycle', ...probeKinds];
  return withoutAbsent(Object.fromEntries(wanted.map((key) => [key, fieldOf(container, key)])));
}

function withoutAbsent(fields: Readonly<Record<string, Json | undefined>>) {
  return Object.fromEntries(
    Object.entries(fields).filter((pair): pair is [string, Json] => pair[1] !== undefined),
  );
}

function knownPod(pod: KubeObject): KnownPod {
  const { body } = pod;
  const spec = fieldOf(body, 'spec');
  return {
    reference: podReference(pod),
    addresses: fieldOf(spec, 'hostNetwork') === true ? [] : addressesOf(fieldOf(body, 'status')),
    probes: new Map(
      objectsOf(fieldOf(spec, 'containers')).map(([, one]) => [
        bytesOfText(textOf(fieldOf(one, 'name')) ?? ''),
        probesOf(one),
      ]),
    ),
  };
}

/** Which pod it is, and whose. */
export function podReference(pod: KubeObject): PodReference {
  const { body, labels, name, namespace = 'default', uid } = pod;
  const owner = ownerOf(body, labels);
  const account = textOf(fieldOf(fieldOf(body, 'spec'), 'serviceAccountName'));
  return {
    name: bytesOfText(name),
    namespace: bytesOfText(namespace),
    labels: Object.fromEntries(
      Array.from(labels, ([key, value]) => [bytesOfText(key), bytesOfText(value)] as const),
    ),
    ...(uid !== undefined && { uid: bytesOfText(uid) }),
    ...(owner !== undefined && { owner: bytesOfText(owner) }),
    ...(account !== undefined && { serviceAccount: bytesOfText(account) }),
  };
}

/** What people deployed: a ReplicaSet's name is its Deployment's with a hash, a Job's its CronJob's with a time. */
function ownerOf(body: Json, labels: ReadonlyMap<string, string>): string | undefined {
  const references = objectsOf(fieldOf(fieldOf(body, 'metadata'), 'ownerReferences'));
  const [, owner] = references.find(([, one]) => fieldOf(one, 'controller') === true) ?? [];
  const kind = textOf(fieldOf(owner, 'kind'));
  const name = textOf(fieldOf(owner, 'name'));
  if (kind === undefined || name === undefined) return undefined;
  const hash = labels.get('pod-template-hash') ?? '';
  if (kind === 'ReplicaSet' && hash !== '' && name.endsWith(`-${hash}`))
    return `Deployment/${name.slice(0, -hash.length - 1)}`;
  if (kind === 'Job' && /-[0-9]{8,10}$/.test(name))
    return `CronJob/${name.slice(0, name.lastIndexOf('-'))}`;
  return `${kind}/${name}`;
}

function addressesOf(status: Json | undefined): readonly string[] {
  const many = listOf(fieldOf(status, 'podIPs')).flatMap((one) => textOf(fieldOf(one, 'ip')) ?? []);
  return many.length > 0 ? many : [textOf(fieldOf(status, 'podIP')) ?? []].flat();
}

function probesOf(container: Json): readonly (readonly string[])[] {
  const lifecycle = fieldOf(container, 'lifecycle');
  return [
    ...probeKinds.map((kind) => fieldOf(container, kind)),
    ...hookKinds.map((kind) => fieldOf(lifecycle, kind)),
  ]
    .filter((one) => isObject(one))
    .map((one) => listOf(fieldOf(fieldOf(one, 'exec'), 'command')))
    .map((command) => command.flatMap((word) => textOf(word) ?? []).map(bytesOfText))
    .filter((command) => command.length > 0);
}
