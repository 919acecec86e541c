import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('admin-kubeconfig', { most: 0o600 });
