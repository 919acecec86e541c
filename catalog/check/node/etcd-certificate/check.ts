import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('etcd', 'cert-file', 'key-file');
