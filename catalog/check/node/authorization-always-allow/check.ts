import { authorizationRemarks, document } from '#posture/node/question/documents.ts';

export const evaluate = document('authorization', authorizationRemarks);
