import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kube-apiserver', 'service-account-extend-token-expiration', false, {
  unset: true,
  since: 20,
});
