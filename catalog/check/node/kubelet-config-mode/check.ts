import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('kubelet-config', { most: 0o600, mostManaged: 0o644 });
