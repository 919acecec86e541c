import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-controller-manager', 'use-service-account-credentials', true, {
  unset: false,
});
