import type { NodeCondition } from '../answer.ts';
import { truthOf } from '../source/flags.ts';
import { gateIn } from '../source/kubelet-names.ts';
import { type SettingCase, setting } from './setting.ts';

/** Gates of later flags count more. */
function gate({ setting: found }: SettingCase, name: string): boolean | undefined {
  return truthOf((found?.values ?? []).flatMap((value) => gateIn(value, name) ?? []).at(-1));
}

export const rotatesServing: NodeCondition = setting({
  component: 'kube-controller-manager',
  setting: 'feature-gates',
  judge: (one) =>
    gate(one, 'RotateKubeletServerCertificate') !== false ||
    'the gate RotateKubeletServerCertificate is off',
});

export const noAlphaFeatures: NodeCondition = setting({
  component: 'kube-apiserver',
  setting: 'feature-gates',
  judge: (one) => gate(one, 'AllAlpha') !== true || 'the gate AllAlpha is on',
});
