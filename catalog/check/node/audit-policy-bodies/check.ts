import { auditSecretRemarks, document } from '#posture/node/question/documents.ts';

export const evaluate = document('audit', auditSecretRemarks);
