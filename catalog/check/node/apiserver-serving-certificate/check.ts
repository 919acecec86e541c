import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('kube-apiserver', 'tls-cert-file', 'tls-private-key-file');
