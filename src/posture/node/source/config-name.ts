import type { ComponentName, SettingSource } from '../component.ts';

/** Flags that name a file with more settings. OpenShift gives its own flag to all that hyperkube starts. */
const configFlags: Readonly<Record<ComponentName, readonly string[]>> = {
  'kube-apiserver': ['openshift-config'],
  'kube-controller-manager': ['openshift-config', 'config'],
  'kube-scheduler': ['config'],
  etcd: ['config-file'],
  kubelet: ['config'],
  'kube-proxy': ['config'],
};

/** The file that a component is told to read settings from, as the component sees it. */
export function configNamedBy(name: ComponentName, source: SettingSource): string | undefined {
  for (const flag of configFlags[name]) {
    const value = source.get(flag)?.values.at(-1);
    if (value !== undefined) return value;
  }
  return undefined;
}
