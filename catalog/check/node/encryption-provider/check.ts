import { document, encryptionRemarks } from '#posture/node/question/documents.ts';

export const evaluate = document('encryption', encryptionRemarks);
