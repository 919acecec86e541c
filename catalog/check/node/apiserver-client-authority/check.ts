import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('kube-apiserver', 'client-ca-file');
