import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kubelet', 'featureGates.RotateKubeletServerCertificate', true, {
  unset: true,
});
