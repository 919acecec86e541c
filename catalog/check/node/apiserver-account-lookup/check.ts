import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-apiserver', 'service-account-lookup', true, { unset: true });
