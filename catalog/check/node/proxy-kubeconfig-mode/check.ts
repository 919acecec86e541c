import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('proxy-kubeconfig', {
  most: 0o600,
  mostManaged: 0o644,
  mostOpenshift: 0o644,
});
