import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('pki-keys', { most: 0o600 });
