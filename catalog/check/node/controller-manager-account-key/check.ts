import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('kube-controller-manager', 'service-account-private-key-file');
