import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('kubelet-service', { most: 0o600, mostOpenshift: 0o644 });
