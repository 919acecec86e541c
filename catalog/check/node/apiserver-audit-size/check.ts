import { auditLogAtLeast } from '#posture/node/question/audit.ts';

export const evaluate = auditLogAtLeast('audit-log-maxsize', 100);
