import { mustBeSet } from '#posture/node/question/forms.ts';

export const evaluate = mustBeSet('kubelet', 'authentication.x509.clientCAFile');
