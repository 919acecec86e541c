import { mustBeAbsent } from '#posture/node/question/forms.ts';

export const evaluate = mustBeAbsent('kube-apiserver', 'token-auth-file');
