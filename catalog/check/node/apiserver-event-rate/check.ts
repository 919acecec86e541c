import { mustInclude } from '#posture/node/question/forms.ts';

export const evaluate = mustInclude('kube-apiserver', 'enable-admission-plugins', 'EventRateLimit');
