import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('controller-manager-kubeconfig', { most: 0o600 });
