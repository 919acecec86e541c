import { mustBeAbsent } from '#posture/node/question/forms.ts';

export const evaluate = mustBeAbsent('kubelet', 'hostname-override');
