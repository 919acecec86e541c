import { mustNotInclude } from '#posture/node/question/forms.ts';

export const evaluate = mustNotInclude('kube-apiserver', 'enable-admission-plugins', 'AlwaysAdmit');
