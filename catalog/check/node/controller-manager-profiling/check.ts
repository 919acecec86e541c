import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-controller-manager', 'profiling', false, { unset: true });
