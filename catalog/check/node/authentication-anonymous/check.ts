import { anonymousRemarks, document } from '#posture/node/question/documents.ts';

export const evaluate = document('authentication', anonymousRemarks);
