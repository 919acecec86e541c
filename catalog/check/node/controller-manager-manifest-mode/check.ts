import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('controller-manager-manifest', { most: 0o600 });
