import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('apiserver-manifest', { most: 0o600 });
