import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('kube-apiserver', 'kubelet-certificate-authority');
