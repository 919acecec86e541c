import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('etcd', 'peer-cert-file', 'peer-key-file');
