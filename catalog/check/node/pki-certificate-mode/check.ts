import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('pki-certificates', { most: 0o644 });
