import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-scheduler', 'profiling', false, { unset: true });
