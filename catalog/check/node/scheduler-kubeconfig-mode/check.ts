import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('scheduler-kubeconfig', { most: 0o600 });
