import type { ControlText, FrameworkText } from './framework.ts';

/** `numbers('1.2', 30)`: 1.2.1 to 1.2.30; their titles are those of the checks that ask them. */
function numbers(section: string, count: number): readonly ControlText[] {
  return Array.from({ length: count }, (_, at): ControlText => [`${section}.${at + 1}`, '']);
}

/** Numbers of CIS Kubernetes Benchmark 1.12 (Kubernetes 1.32 to 1.34). */
export const cisKubernetes: FrameworkText = {
  id: 'cis-kubernetes-1.12',
  name: 'CIS Kubernetes',
  version: '1.12.0',
  controls: [
    ...numbers('1.1', 21),
    ...numbers('1.2', 30),
    ...numbers('1.3', 7),
    ...numbers('1.4', 2),
    ...numbers('2', 7),
    ['3.1.1', 'People do not log in with client certificates', 'manual'],
    ['3.1.2', 'People do not log in with tokens of service accounts', 'manual'],
    ['3.1.3', 'People do not log in with bootstrap tokens', 'manual'],
    ...numbers('3.2', 2),
    ...numbers('4.1', 10),
    ...numbers('4.2', 14),
    ...numbers('4.3', 1),
    ...numbers('5.1', 13),
    ...numbers('5.2', 12),
    ...numbers('5.3', 2),
    ...numbers('5.4', 1),
    ['5.4.2', 'Secrets are kept outside of the cluster where that is possible', 'manual'],
    ...numbers('5.5', 1),
    ['5.6.1', 'Namespaces draw the borders between teams', 'manual'],
    ['5.6.2', ''],
    ['5.6.3', ''],
    ['5.6.4', ''],
  ],
};
