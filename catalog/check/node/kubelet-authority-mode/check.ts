import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('client-ca', { most: 0o644 });
