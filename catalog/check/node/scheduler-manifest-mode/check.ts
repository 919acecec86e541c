import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('scheduler-manifest', { most: 0o600 });
