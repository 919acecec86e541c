import { mustBeLoopback } from '#posture/node/question/forms.ts';

export const evaluate = mustBeLoopback('kube-controller-manager', 'bind-address', '0.0.0.0');
