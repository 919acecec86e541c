import type { NodeCondition } from '../answer.ts';
import { mustBe } from './forms.ts';

/**
 * Only a plain `false` is a fault: kubelets without a bootstrap kubeconfig are given their certificate by somebody who also
 * renews it.
 */
export const clientRotation: NodeCondition = mustBe('kubelet', 'rotateCertificates', true, {
  unset: true,
});
