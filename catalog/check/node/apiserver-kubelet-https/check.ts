import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-apiserver', 'kubelet-https', true, { unset: true });
