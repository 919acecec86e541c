import type { NodeControl, NodeVariant } from '#model/node-posture.ts';

/** The framework whose numbers a node of a variant is told. Editions for k3s, rke2 and MicroK8s follow the first one's numbers. */
export function benchmarkOf(variant: NodeVariant): string {
  switch (variant) {
    case 'eks':
      return 'cis-eks-1.8';
    case 'gke':
      return 'cis-gke-1.9';
    case 'aks':
      return 'cis-aks-1.8';
    default:
      return 'cis-kubernetes-1.12';
  }
}

const besides = 'Besides the benchmark';

const sections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cis-kubernetes-1.12': {
    '1.1': 'Control-plane files',
    '1.2': 'API server',
    '1.3': 'Controller manager',
    '1.4': 'Scheduler',
    '2': 'etcd',
    '3.1': 'Authentication',
    '3.2': 'Audit log',
    '4.1': 'Worker files',
    '4.2': 'Kubelet',
    '4.3': 'kube-proxy',
  },
  managed: {
    '2.1': 'Audit log',
    '3.1': 'Worker files',
    '3.2': 'Kubelet',
    '5.1': 'Images and registries',
    '5.2': 'Identities of workloads',
    '5.3': 'Keys for Secrets',
    '5.4': 'Network of the cluster',
    '5.5': 'Nodes and users',
    '5.6': 'Network of the cluster',
    '5.7': 'Logs',
    '5.8': 'Authentication and authorization',
    '5.9': 'Disks',
    '5.10': 'The rest of the cluster',
  },
};

/** `1.2 API server`. */
export function sectionOf(framework: string, control: string | undefined): string {
  if (control === undefined) return besides;
  const names = sections[framework] ?? sections['managed'] ?? {};
  const key = control.slice(0, control.lastIndexOf('.'));
  const name = names[key];
  return name === undefined ? key : `${key} ${name}`;
}

/** Controls of CIS Kubernetes 1.12 that the benchmark wants a person to answer; Caisson reads most of them all the same. */
const manualNumbers: ReadonlySet<string> = new Set(
  (
    '1.1.9 1.1.10 1.1.20 1.1.21 1.2.1 1.2.3 1.2.9 1.2.11 1.2.20 1.2.27 1.2.28 1.2.29 1.3.1 2.7 3.1.1 3.1.2 3.1.3 3.2.1 3.2.2 ' +
    '4.1.3 4.1.4 4.1.7 4.1.8 4.2.4 4.2.5 4.2.7 4.2.8 4.2.9 4.2.11 4.2.12 4.2.13 4.2.14'
  ).split(' '),
);

export function assessmentOf(framework: string, control: string): NodeControl['assessment'] {
  return framework === 'cis-kubernetes-1.12' && manualNumbers.has(control) ? 'manual' : 'automated';
}

/** By number, part by part; what has none comes last, by id. */
export function compareControls(a: NodeControl, b: NodeControl): number {
  const byNumber = compareNumbers(partsOf(a), partsOf(b));
  return byNumber === 0 ? compareText(a.check ?? '', b.check ?? '') : byNumber;
}

function partsOf({ control }: NodeControl): readonly number[] {
  return control === undefined ? [Number.MAX_SAFE_INTEGER] : control.split('.').map(Number);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
