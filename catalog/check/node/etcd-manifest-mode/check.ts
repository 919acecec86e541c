import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('etcd-manifest', { most: 0o600 });
