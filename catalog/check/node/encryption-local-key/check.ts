import { document, localKeyRemarks } from '#posture/node/question/documents.ts';

export const evaluate = document('encryption', localKeyRemarks);
