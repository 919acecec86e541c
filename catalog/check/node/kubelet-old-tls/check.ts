import { mustNotTakeOldTls } from '#posture/node/question/tls.ts';

export const evaluate = mustNotTakeOldTls('kubelet', 'tlsMinVersion');
