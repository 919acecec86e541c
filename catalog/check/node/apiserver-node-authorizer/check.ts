import { mustAuthorizeWith } from '#posture/node/question/apiserver.ts';

export const evaluate = mustAuthorizeWith('Node');
