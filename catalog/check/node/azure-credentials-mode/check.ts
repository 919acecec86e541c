import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('azure-json', { most: 0o644 });
