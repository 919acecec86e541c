import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { isKind } from './kind.ts';

/** A known fault of what runs on a node. */
export interface NodeFault {
  readonly cve: string;
  readonly field: 'containerRuntimeVersion' | 'kernelVersion' | 'kubeletVersion';
  readonly value: string;
}

/** First fixed patch of each line `major.minor`; `from` is the first line that has the fault, lines behind the last are fixed. */
const known: readonly (Omit<NodeFault, 'value'> & {
  readonly form: RegExp;
  readonly from: readonly [number, number];
  readonly fixed: Readonly<Record<string, number>>;
})[] = [
  {
    cve: 'CVE-2022-23648',
    field: 'containerRuntimeVersion',
    form: /^containerd:\/\/(\d+)\.(\d+)\.(\d+)/,
    from: [0, 0],
    fixed: { '1.4': 13, '1.5': 10, '1.6': 1 },
  },
  {
    cve: 'CVE-2022-0185',
    field: 'kernelVersion',
    // kernels of distributions, which carry a suffix, get fixes without a new number
    form: /^(\d+)\.(\d+)\.(\d+)\+?$/,
    from: [5, 1],
    fixed: { '5.4': 173, '5.10': 93, '5.15': 16, '5.16': 2 },
  },
  {
    cve: 'CVE-2021-25741',
    field: 'kubeletVersion',
    form: /^v(\d+)\.(\d+)\.(\d+)/,
    from: [0, 0],
    fixed: { '1.19': 15, '1.20': 11, '1.21': 5, '1.22': 2 },
  },
];

/** The known faults of a Node, by the versions that its kubelet reports. */
export function nodeFaults({ body }: KubeObject): readonly NodeFault[] {
  return known.flatMap(({ cve, field, form, from, fixed }) => {
    const value = textOf(valueAt(body, ['status', 'nodeInfo', field])) ?? '';
    const match = form.exec(value.slice(0, 100));
    if (match === null) return [];
    const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
    if (order(major, minor) < order(...from)) return [];
    const lines = Object.keys(fixed).map((line) => line.split('.').map(Number));
    const last = Math.max(...lines.map(([a = 0, b = 0]) => order(a, b)));
    const least = fixed[`${major}.${minor}`] ?? (order(major, minor) > last ? 0 : Infinity);
    return patch < least ? [{ cve, field, value }] : [];
  });
}

function order(major: number, minor: number): number {
  return major * 1000 + minor;
}

/** Something in the status of an object that is not as it should be. */
export interface HealthFault {
  readonly text: string;
  readonly field: FieldPath;
}

/** What is wrong with nodes, volumes, claims and namespaces of a live cluster, by their status. */
export function* healthFaults(object: KubeObject): Iterable<HealthFault> {
  if (isKind(object, '/Node')) yield* ofNode(object);
  const phase = ['status', 'phase'];
  const value = textOf(valueAt(object.body, phase)) ?? '';
  const isVolume = isKind(object, '/PersistentVolume', '/PersistentVolumeClaim');
  if (isVolume && /^(?:Pending|Lost|Failed)$/.test(value))
    yield { text: `it is ${value}`, field: phase };
  if (isKind(object, '/Namespace') && value === 'Terminating')
    yield { text: 'it is being deleted', field: phase };
}

function* ofNode({ body }: KubeObject): Iterable<HealthFault> {
  if (valueAt(body, ['spec', 'unschedulable']) === true)
    yield { text: 'no pods are scheduled to it', field: ['spec', 'unschedulable'] };
  for (const [at, one] of objectsOf(valueAt(body, ['status', 'conditions']))) {
    const type = textOf(fieldOf(one, 'type')) ?? '';
    const wanted = type === 'Ready' ? 'True' : 'False';
    if (!/^(?:Ready|\w+Pressure|NetworkUnavailable)$/.test(type)) continue;
    if (fieldOf(one, 'status') === wanted) continue;
    const text = `${type} is ${textOf(fieldOf(one, 'status')) ?? 'not told'}`;
    yield { text, field: ['status', 'conditions', at, 'type'] };
  }
}
