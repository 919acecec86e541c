import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('kubelet-kubeconfig', {
  most: 0o600,
  mostManaged: 0o644,
  mostOpenshift: 0o644,
});
