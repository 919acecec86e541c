import { auditRemarks, document } from '#posture/node/question/documents.ts';

export const evaluate = document(
  'audit',
  auditRemarks,
  'whether the policy logs what matters in this cluster',
);
