import { booleanOf, fieldOf, numberOf, objectsOf, textMapOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { type PodTemplate, podTemplateAt, podTemplatesOf } from '#kube/pods.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { type Protocol, protocols } from '#model/network.ts';
import { endpointLabels } from './calico-world.ts';

/** Pods that every rule treats alike: of one owner, with the same labels as far as any selector asks for them. */
export interface NetworkWorkload {
  /** Its place among all, which stands for it in sets. */
  readonly index: number;
  /** `shop/Deployment/web`, `shop/Deployment/web#2`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  /** The owner, or one of its pods where the owner is not here. */
  readonly object: KubeObject;
  readonly labels: ReadonlyMap<string, string>;
  /** Name of its ServiceAccount. */
  readonly account: string;
  /** Labels that plug-ins give it besides; none where no selector asks for such. */
  readonly implied: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly ports: readonly ContainerPort[];
  readonly isHostNetwork: boolean;
  /** Addresses of nodes and pods, as far as the input knows them. */
  readonly hostAddresses: readonly string[];
  readonly podAddresses: readonly string[];
  /** Names of its pods, as far as the input knows them. */
  readonly podNames: readonly string[];
}

export interface ContainerPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly hostPort?: number;
}

/** One owner and the pods that stand for it. */
interface Owned {
  readonly object: KubeObject;
  readonly name: string;
  readonly kind: string;
  readonly shapes: readonly PodShape[];
}

/** What of a pod matters here. */
interface PodShape {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly ports: readonly ContainerPort[];
  readonly isHostNetwork: boolean;
  readonly hostAddresses: readonly string[];
  readonly podAddresses: readonly string[];
  readonly podNames: readonly string[];
  /** The pod's specification. */
  readonly spec: Json | undefined;
}

/** What policies ask about pods: pods of one owner that differ in nothing else are one workload. */
export interface Asked {
  readonly isLabelAsked: (key: string) => boolean;
  /** Whether labels are asked for that plug-ins give. */
  readonly isImpliedAsked: boolean;
  /** The same for addresses that all rules treat alike. */
  readonly placeOf: (address: string, isOfNode: boolean) => number;
}

const noLabels: ReadonlyMap<string, string> = new Map();

/** Everything that runs pods, sorted by namespace. */
export function workloadsOf(view: ClusterView, asked: Asked): readonly NetworkWorkload[] {
  const owned = [...ownersOf(view)].sort(
    (a, b) =>
      compare(a.object.namespace ?? '', b.object.namespace ?? '') ||
      compare(a.name, b.name) ||
      compare(a.kind, b.kind),
  );
  const workloads: NetworkWorkload[] = [];
  const used = new Map<string, number>();
  for (const { object, name, kind, shapes } of owned) {
    const namespace = object.namespace ?? 'default';
    for (const { spec, ...shape } of distinct(shapes, asked)) {
      const account = accountOf(spec);
      const implied = asked.isImpliedAsked ? endpointLabels(view, namespace, account) : noLabels;
      const base = `${namespace}/${kind}/${name}`;
      const count = (used.get(base) ?? 0) + 1;
      used.set(base, count);
      const id = count === 1 ? base : `${base}#${count}`;
      const index = workloads.length;
      workloads.push({ index, id, namespace, name, kind, object, account, implied, ...shape });
    }
  }
  return workloads;
}

function accountOf(spec: Json | undefined): string {
  const names = ['serviceAccountName', 'serviceAccount'].map((field) =>
    textOf(fieldOf(spec, field)),
  );
  return names.find((name) => name !== undefined && name !== '') ?? 'default';
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function* ownersOf(view: ClusterView): Iterable<Owned> {
  const orphans = new Map<string, Owned & { readonly shapes: PodShape[] }>();
  for (const { object, pod, pods } of view.workloads) {
    if (object.kind === 'PodTemplate') continue;
    if (object.kind === 'Pod' && object.group === '') {
      const owner = absentOwnerOf(object);
      if (owner !== undefined) addOrphan(orphans, object, owner, shapeOf(pod, object));
      else if (!isFinished(object))
        yield { object, ...namesOf(object), shapes: [shapeOf(pod, object)] };
      continue;
    }
    const running = pods.filter((one) => !isFinished(one)).flatMap(shapesOfPod);
    yield { object, ...namesOf(object), shapes: running.length > 0 ? running : [shapeOf(pod)] };
  }
  yield* orphans.values();
  // Examples often write the group of deployments here too.
  for (const object of view.ofKind('apps', 'Pod')) {
    const pod = podTemplateAt(object.body, []);
    if (pod !== undefined) yield { object, ...namesOf(object), shapes: [shapeOf(pod, object)] };
  }
  yield* virtualMachinesOf(view);
}

function namesOf({ name, kind, body }: KubeObject): {
  readonly name: string;
  readonly kind: string;
} {
  const generated = textOf(valueAt(body, ['metadata', 'generateName']));
  return { name: name === '' ? `${generated ?? ''}*` : name, kind };
}

function isFinished({ kind, group, body }: KubeObject): boolean {
  if (kind !== 'Pod' || group !== '') return false;
  const phase = textOf(valueAt(body, ['status', 'phase']));
  return phase === 'Succeeded' || phase === 'Failed';
}

interface AbsentOwner {
  readonly kind: string;
  readonly name: string;
}

/** The controller that a pod names and that is not here; a static pod, whose owner is its node, stands for itself. */
function absentOwnerOf({ body }: KubeObject): AbsentOwner | undefined {
  for (const [, reference] of objectsOf(valueAt(body, ['metadata', 'ownerReferences']))) {
    if (booleanOf(fieldOf(reference, 'controller')) !== true) continue;
    const kind = textOf(fieldOf(reference, 'kind')) ?? '';
    const name = textOf(fieldOf(reference, 'name')) ?? '';
    return kind === 'Node' || name === '' ? undefined : { kind: kind === '' ? 'Pod' : kind, name };
  }
  return undefined;
}

function addOrphan(
  orphans: Map<string, Owned & { readonly shapes: PodShape[] }>,
  object: KubeObject,
  { kind, name }: AbsentOwner,
  shape: PodShape,
): void {
  const key = `${object.namespace ?? ''}\n${kind}\n${name}`;
  const known = orphans.get(key);
  if (known === undefined) orphans.set(key, { object, name, kind, shapes: [shape] });
  else known.shapes.push(shape);
}

function shapesOfPod(pod: KubeObject): readonly PodShape[] {
  return podTemplatesOf(pod).map((template) => shapeOf(template, pod));
}

function shapeOf(pod: PodTemplate, live?: KubeObject): PodShape {
  const running = pod.containers.filter(({ type, isSidecar }) => type === 'regular' || isSidecar);
  const status = live && fieldOf(live.body, 'status');
  const addresses = objectsOf(fieldOf(status, 'podIPs')).map(([, one]) => fieldOf(one, 'ip'));
  return {
    labels: pod.labels,
    annotations: pod.annotations,
    ports: running.flatMap(({ body }) => portsOf(fieldOf(body, 'ports'))),
    isHostNetwork: fieldOf(pod.spec, 'hostNetwork') === true,
    hostAddresses: texts([fieldOf(status, 'hostIP')]),
    podAddresses: texts(addresses.length > 0 ? addresses : [fieldOf(status, 'podIP')]),
    podNames: live === undefined ? [] : [live.name],
    spec: pod.spec,
  };
}

function texts(values: readonly (Json | undefined)[]): readonly string[] {
  return values.filter((one) => typeof one === 'string');
}

function portsOf(ports: Json | undefined): readonly ContainerPort[] {
  return objectsOf(ports).flatMap(([, item]) => {
    const port = numberOf(fieldOf(item, 'containerPort'));
    const protocol = readProtocol(fieldOf(item, 'protocol'));
    if (port === undefined || protocol === undefined) return [];
    const hostPort = numberOf(fieldOf(item, 'hostPort'));
    const name = textOf(fieldOf(item, 'name')) ?? '';
    return [{ name, protocol, port, ...(hostPort !== undefined && { hostPort }) }];
  });
}

/** TCP where none is named; `undefined` for what policies cannot name. */
export function readProtocol(value: Json | undefined): Protocol | undefined {
  if (value === undefined || value === null || value === '') return 'TCP';
  return protocols.find((protocol) => protocol === value);
}

/** KubeVirt: machines run as pods with the labels of their template; an instance without a machine stands for itself. */
function* virtualMachinesOf(view: ClusterView): Iterable<Owned> {
  const machines = view.ofKind('kubevirt.io', 'VirtualMachine');
  for (const object of machines) {
    const template = valueAt(object.body, ['spec', 'template']);
    yield { object, ...namesOf(object), shapes: [machineShape(template)] };
  }
  for (const object of view.ofKind('kubevirt.io', 'VirtualMachineInstance')) {
    const isOwned = machines.some(
      ({ name, namespace }) => name === object.name && namespace === object.namespace,
    );
    if (!isOwned) yield { object, ...namesOf(object), shapes: [machineShape(object.body)] };
  }
}

function machineShape(template: Json | undefined): PodShape {
  return {
    labels: textMapOf(valueAt(template, ['metadata', 'labels'])),
    annotations: textMapOf(valueAt(template, ['metadata', 'annotations'])),
    ports: [],
    isHostNetwork: false,
    hostAddresses: [],
    podAddresses: [],
    podNames: [],
    spec: valueAt(template, ['spec']),
  };
}

/** Shapes that selectors, named ports or addresses can tell apart. */
function distinct(
  shapes: readonly PodShape[],
  { isLabelAsked, placeOf }: Asked,
): readonly PodShape[] {
  if (shapes.length < 2) return shapes;
  const groups = Map.groupBy(shapes, (shape) => {
    const { labels, ports, isHostNetwork } = shape;
    const asked = [...labels]
      .filter(([key]) => isLabelAsked(key))
      .map((pair) => pair.join('='))
      .sort();
    const named = ports.map(({ name, protocol, port }) => `${name}/${protocol}/${port}`).sort();
    const addresses = isHostNetwork ? shape.hostAddresses : shape.podAddresses;
    const places = addresses.map((address) => placeOf(address, isHostNetwork));
    return JSON.stringify([asked, named, isHostNetwork, places]);
  });
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        ...first,
        hostAddresses: group.flatMap(({ hostAddresses }) => hostAddresses),
        podAddresses: group.flatMap(({ podAddresses }) => podAddresses),
        podNames: group.flatMap(({ podNames }) => podNames),
      },
    ];
  });
}
