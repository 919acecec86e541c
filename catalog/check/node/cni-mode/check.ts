import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('cni', { most: 0o600 });
