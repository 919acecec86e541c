import { mustNotTakeOldTls } from '#posture/node/question/tls.ts';

export const evaluate = mustNotTakeOldTls('kube-apiserver', 'tls-min-version');
