export { securePort as evaluate } from '#posture/node/question/apiserver-limits.ts';
