import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-apiserver', 'profiling', false, { unset: true });
