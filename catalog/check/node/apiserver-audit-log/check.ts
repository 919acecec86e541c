export { auditLog as evaluate } from '#posture/node/question/audit.ts';
