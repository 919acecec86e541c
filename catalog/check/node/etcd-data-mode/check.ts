import { modeOf } from '#posture/node/question/files.ts';

export const evaluate = modeOf('etcd-data', { most: 0o700 });
